//! What charts say, in Chinese and in English; all of it stands in one table.

pub use domain::words::Language;

/// How charts speak a language.
pub(super) trait Speaks {
    /// A phrase as it is.
    fn say(self, phrase: Phrase) -> &'static str;

    /// A phrase with values in its places.
    fn fill<const N: usize>(self, phrase: Phrase, values: [&str; N]) -> String;

    /// Sentences one after the other.
    fn sentences(self, sentences: &[String]) -> String;

    /// What the reader wrote, as a sentence; nothing if it is nothing.
    fn sentence(self, text: &str) -> String;

    /// Points of a list, which end the sentence.
    fn list(self, points: &[String]) -> String;
}

impl Speaks for Language {
    fn say(self, phrase: Phrase) -> &'static str {
        let (chinese, english) = phrase.words();
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }

    fn fill<const N: usize>(self, phrase: Phrase, values: [&str; N]) -> String {
        let mut pieces = self.say(phrase).split('{');
        let mut out = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (place, after) = piece.split_once('}').unwrap_or((piece, ""));
            let value = place.parse().ok().and_then(|place: usize| values.get(place));
            out.push_str(value.copied().unwrap_or_default());
            out.push_str(after);
        }
        out
    }

    fn sentences(self, sentences: &[String]) -> String {
        let space = match self {
            Self::Chinese => "",
            Self::English => " ",
        };
        sentences.iter().filter(|one| !one.is_empty()).map(String::as_str).collect::<Vec<_>>().join(space)
    }

    fn sentence(self, text: &str) -> String {
        if text.is_empty() || text.ends_with(['。', '.', '！', '!', '？', '?']) {
            return text.to_owned();
        }
        self.fill(Phrase::Sentence, [text])
    }

    fn list(self, points: &[String]) -> String {
        points.join(self.say(Phrase::Semicolon)) + self.say(Phrase::FullStop)
    }
}

/// Something that a chart says; values stand in its places, `{0}` and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phrase {
    FullStop,
    Semicolon,
    Comma,
    Sentence,
    Brackets,
    NoData,
    NotEnoughData,
    Gap,

    ParetoIs,
    ParetoSum,
    ParetoSumAlone,
    ParetoVital,
    ParetoBar,
    ParetoOther,
    ParetoOtherLabel,
    VitalFew,
    UsefulMany,
    Other,
    CumulativeShare,

    ControlIs,
    ControlCentre,
    ControlPoints,
    ControlNotRead,
    ControlNoSignals,
    ControlSignals,
    ControlPoint,
    Centre,
    UpperLimit,
    LowerLimit,
    BothLimits,
    Chance,
    Beyond,
    OneOfARun,
    PointBeyond,
    PointOfARun,

    TrendIs,
    TrendTarget,
    TrendPoint,
    TrendPointAlone,
    TrendValue,
    TrendInterval,
    Target,

    SharesIs,
    StackedIs,
    SharesRow,
    SharesPart,
    SharesFolded,
    Folded,

    FishboneIs,
    FishboneRib,
    FishboneNoCauses,
    FishboneCause,
    FishboneSubCauses,
    FishboneLeftOut,
    FishboneRibsLeftOut,
    MoreCauses,
    MoreRibs,
    Confirmed,
    Rejected,
    Open,
}

impl Phrase {
    /// In Chinese and in English.
    pub(super) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::FullStop => ("。", "."),
            Self::Semicolon => ("；", "; "),
            Self::Comma => ("、", ", "),
            Self::Sentence => ("{0}。", "{0}."),
            Self::Brackets => ("{0}（{1}）", "{0} ({1})"),
            Self::NoData => ("无数据", "No data"),
            Self::NotEnoughData => ("数据不足", "Not enough data"),
            Self::Gap => ("{0}：无数据", "{0}: no data"),

            Self::ParetoIs => ("排列图，从大到小。", "Pareto chart, the largest first."),
            Self::ParetoSum => ("共 {0} 类，合计 {1}。", "Categories: {0}, in all {1}."),
            Self::ParetoSumAlone => ("合计 {0}。", "In all {0}."),
            Self::ParetoVital => {
                ("前 {0} 类合计达到 80% 及以上。", "The vital few, which come to 80% or more: the first {0}.")
            }
            Self::ParetoBar => ("{0}：{1}，占 {2}，累计 {3}", "{0}: {1}, {2} of all, cumulative {3}"),
            Self::ParetoOther => ("其他 {0} 类", "Other ({0} categories)"),
            Self::ParetoOtherLabel => ("其他 {0} 类", "Other ({0})"),
            Self::VitalFew => ("关键少数", "Vital few"),
            Self::UsefulMany => ("次要多数", "Useful many"),
            Self::Other => ("其他", "Other"),
            Self::CumulativeShare => ("累计占比", "Cumulative share"),

            Self::ControlIs => ("控制图。", "Control chart."),
            Self::ControlCentre => ("中心线 {0}。", "Centre line {0}."),
            Self::ControlPoints => ("共 {0} 期，其中 {1} 期有数据。", "Periods: {0}, with data: {1}."),
            Self::ControlNotRead => ("数据不足，不作异常判断。", "Not enough data: no signal is looked for."),
            Self::ControlNoSignals => ("没有异常信号。", "No signals: nothing but chance can be seen."),
            Self::ControlSignals => ("异常信号：{0} 期。", "Periods with signals: {0}."),
            Self::ControlPoint => ("{0}：{1}，控制限 {2} 至 {3}", "{0}: {1}, limits {2} to {3}"),
            Self::Centre => ("中心线", "Centre line"),
            Self::UpperLimit => ("上限", "Upper limit"),
            Self::LowerLimit => ("下限", "Lower limit"),
            Self::BothLimits => ("控制限", "Limits"),
            Self::Chance => ("正常波动", "Chance"),
            Self::Beyond => ("超出控制限", "Beyond a limit"),
            Self::OneOfARun => ("连续偏于一侧", "Run on one side"),
            Self::PointBeyond => ("，超出控制限", ", beyond a limit"),
            Self::PointOfARun => ("，连续偏于一侧", ", one of a run on one side"),

            Self::TrendIs => ("趋势图。", "Trend chart."),
            Self::TrendTarget => ("{0}：{1}。", "{0}: {1}."),
            Self::TrendPoint => ("{0}：{1}，区间 {2} 至 {3}", "{0}: {1}, interval {2} to {3}"),
            Self::TrendPointAlone => ("{0}：{1}", "{0}: {1}"),
            Self::TrendValue => ("数值", "Value"),
            Self::TrendInterval => ("区间", "Interval"),
            Self::Target => ("目标", "Target"),

            Self::SharesIs => ("条形图。", "Bar chart."),
            Self::StackedIs => ("堆叠条形图，每行各部分：{0}。", "Stacked bar chart; the parts of each row: {0}."),
            Self::SharesRow => ("{0}：{1}", "{0}: {1}"),
            Self::SharesPart => ("{0} {1}", "{0} {1}"),
            Self::SharesFolded => ("图中将后 {0} 部分合并为“其他”。", "The last {0} parts are drawn as one, other."),
            Self::Folded => ("其他 {0} 项", "Other ({0})"),

            Self::FishboneIs => ("因果图。结果：{0}。", "Cause-and-effect diagram. Effect: {0}."),
            Self::FishboneRib => ("{0}：{1}。", "{0}: {1}."),
            Self::FishboneNoCauses => ("未列原因", "no causes"),
            Self::FishboneCause => ("{0}（{1}）", "{0} ({1})"),
            Self::FishboneSubCauses => ("{0}，其中：{1}", "{0}, because of: {1}"),
            Self::FishboneLeftOut => ("有 {0} 项原因图中未画出。", "Causes that are not drawn: {0}."),
            Self::FishboneRibsLeftOut => ("有 {0} 个类别图中未画出。", "Categories that are not drawn: {0}."),
            Self::MoreCauses => ("+{0} 项", "+{0} more"),
            Self::MoreRibs => ("+{0} 个类别", "+{0} categories"),
            Self::Confirmed => ("已确认", "confirmed"),
            Self::Rejected => ("已排除", "rejected"),
            Self::Open => ("待验证", "open"),
        }
    }
}
