//! What the renderers say beside the words of the report; all of it stands here.

use domain::words::{Language, Words};

const fn words(zh: &'static str, en: &'static str) -> Words {
    Words { zh, en }
}

// The head.
pub(super) const PROGRAM: Words = words("售后问题管理", "After-sales issue management");
pub(super) const MONTHLY: Words = words("月度报告", "Monthly report");
/// The name of a quarter ends with 季度 already.
pub(super) const QUARTERLY: Words = words("报告", "Quarterly report");
pub(super) const ANNUAL: Words = words("年度报告", "Annual report");
pub(super) const TITLED: Words = words("{1}{0}", "{0}, {1}");
pub(super) const MONTH: Words = words("{0}年{1}月", "{1} {0}");
pub(super) const QUARTER: Words = words("{0}年第{1}季度", "Q{1} {0}");
pub(super) const YEAR: Words = words("{0}年", "{0}");

// What it is bound to, and what became of it.
pub(super) const BOUND_TO: Words = words("数据依据", "What the figures are bound to");
pub(super) const PERIOD: Words = words("统计期间", "Period");
pub(super) const AS_OF: Words = words("统计时点", "As of");
pub(super) const POSITION: Words = words("日志位置", "Log position");
pub(super) const VERSIONS: Words = words("适用规则", "Rules that hold");
pub(super) const VERSIONS_ARE: Words = words(
    "管理制度第 {0} 版，供应商评价方案第 {1} 版，考核方案第 {2} 版",
    "policy version {0}, supplier scheme version {1}, appraisal scheme version {2}",
);
pub(super) const BECAME: Words = words("编制与签收", "Submission");
pub(super) const NUMBER: Words = words("报告序号", "Report number");
pub(super) const MADE_AT: Words = words("生成时间", "Made at");
pub(super) const SUBMITTED_BY: Words = words("提交人", "Submitted by");
pub(super) const SUBMITTED_AT: Words = words("提交时间", "Submitted at");
pub(super) const SUBMITTED_WITH: Words = words("提交说明", "Submitted with");
pub(super) const ACKNOWLEDGED_BY: Words = words("签收人", "Acknowledged by");
pub(super) const ACKNOWLEDGED_AT: Words = words("签收时间", "Acknowledged at");
pub(super) const REMARK: Words = words("意见", "Remark");

// Parts of the page.
pub(super) const CONTENTS: Words = words("目录", "Contents");
pub(super) const HOW_TO_READ: Words = words("阅读说明", "How to read it");
pub(super) const TABLE_NUMBERED: Words = words("表 {0}-{1}", "Table {0}-{1}");
pub(super) const EMPTY: Words = words("无", "None");
pub(super) const PARETO_OF: Words = words("{0}排列图", "Pareto chart: {0}");
pub(super) const TREND_OF: Words = words("{0}趋势图", "Trend: {0}");
pub(super) const ISSUES: Words = words("{0} 件", "{0} issues");

// Figures.
pub(super) const FROM_TO: Words = words("{0} 至 {1}", "{0} to {1}");
pub(super) const BRACKETS: Words = words("{0}（{1}）", "{0} ({1})");
pub(super) const POINTS: Words = words("{0} 百分点", "{0} pp");
pub(super) const HOURS: Words = words("{0} 小时", "{0} h");
pub(super) const INTERVAL: Words = words("95% 置信区间：{0}", "95% confidence: {0}");

// How to read figures.
pub(super) const READ_SHARES: Words = words(
    "比率下方的小字为分子/分母，平均值下方的小字为总和/个数；“—”表示无数据或不适用。",
    "Small figures are the part and the whole of a share, the sum and the count of a mean; a dash stands where there is \
     nothing to say.",
);
pub(super) const READ_INTERVALS: Words = words(
    "区间为 95% 置信区间：样本越少，区间越宽。",
    "Intervals are those of 95% confidence: the fewer cases, the wider they are.",
);
pub(super) const READ_MARKS: Words = words(
    "▲▼ 表示变化的区间不含 0，难以仅用偶然解释；没有标记的变化可能只是偶然波动。",
    "▲ and ▼ mark changes whose interval leaves out 0; chance alone may explain all others.",
);
pub(super) const READ_TIMES: Words =
    words("所有时间均为工厂时间（UTC+8）。", "All times are those of the factory (UTC+8).");

// The workbook.
pub(super) const ABOUT_SHEET: Words = words("说明", "About");
pub(super) const UNIT: Words = words("单位", "Unit");
pub(super) const UNIT_COUNT: Words = words("个", "count");
pub(super) const UNIT_SHARE: Words = words("%", "%");
pub(super) const UNIT_HOURS: Words = words("小时", "h");
pub(super) const UNIT_MEAN: Words = words("平均", "mean");
pub(super) const PART: Words = words("{0}·分子", "{0}: part");
pub(super) const WHOLE: Words = words("{0}·分母", "{0}: whole");
pub(super) const LOW: Words = words("{0}·下限", "{0}: low");
pub(super) const HIGH: Words = words("{0}·上限", "{0}: high");
pub(super) const CURRENCY: Words = words("{0}·币种", "{0}: currency");
pub(super) const IN_HOURS: Words = words("{0}（小时）", "{0} (h)");
pub(super) const READ_WHOLES: Words = words(
    "汇总比率时，先分别合计分子和分母再相除，不要对比率求平均。",
    "To sum up shares, add up their parts and their wholes and divide; do not take the mean of shares.",
);
pub(super) const READ_BOLD: Words = words(
    "变化以百分点计；粗体表示其 95% 置信区间不含 0，难以仅用偶然解释。",
    "Changes are percentage points; where they are bold, their interval of 95% confidence leaves out 0.",
);
pub(super) const READ_HOURS: Words = words("时长以小时计。", "Lengths of time are hours.");

/// Words with values in their places.
pub(super) fn fill<const N: usize>(words: Words, language: Language, values: [&str; N]) -> String {
    let mut pieces = words.in_language(language).split('{');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (place, after) = piece.split_once('}').unwrap_or((piece, ""));
        let value = place.parse().ok().and_then(|place: usize| values.get(place));
        out.push_str(value.copied().unwrap_or_default());
        out.push_str(after);
    }
    out
}
