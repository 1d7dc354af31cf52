//! What engines suffer from: made up, as a diesel engine's service would tell it. The faults that cannot wait have files of
//! their own.

mod emergency;
mod important;

use events_schema::values::TicketClass;

/// A kind of fault.
pub(super) struct Fault {
    pub(super) issue_type: &'static str,
    pub(super) title: &'static str,
    pub(super) group: &'static str,
    pub(super) symptoms: &'static [&'static str],
    pub(super) scenarios: &'static [&'static str],
    pub(super) step: &'static str,
    pub(super) finding: &'static str,
    pub(super) failure_code: &'static str,
    pub(super) root_cause: &'static str,
    pub(super) part: Option<(&'static str, &'static str)>,
    pub(super) remedy: &'static str,
    /// What there is to say of a fault that cannot wait.
    pub(super) urgent: Option<Urgent>,
}

/// What there is to say of a fault that cannot wait (P3.2, P3.3).
#[derive(Clone, Copy)]
pub(super) struct Urgent {
    pub(super) class: TicketClass,
    /// The emergency plan for it.
    pub(super) plan: &'static str,
    /// 初步应对措施.
    pub(super) first_measures: &'static [&'static str],
    /// 进度汇报, in the order in which the work goes on.
    pub(super) progress: &'static [&'static str],
    /// How people's safety was made sure.
    pub(super) safety: &'static str,
    pub(super) containment: &'static str,
    /// 临时解决方案, and the limits within which the engine may run.
    pub(super) temporary: (&'static str, &'static str),
    /// What has to be fetched from production or a supplier.
    pub(super) resource: &'static str,
    /// 预防措施.
    pub(super) prevention: &'static [&'static str],
}

impl Fault {
    /// The class that the fault deserves.
    pub(super) fn class(&self) -> TicketClass {
        self.urgent.map_or(TicketClass::General, |urgent| urgent.class)
    }
}

pub(super) const GROUPS: [(&str, &str); 4] =
    [("mechanical", "机械组"), ("cooling", "冷却润滑组"), ("fuel", "燃油进气组"), ("electrical", "电控组")];

/// The group that takes every type of issue, and gives most of them on.
pub(super) const GENERALISTS: &str = "mechanical";

pub(super) const MODELS: [&str; 5] = ["WP4.1", "WP6.240", "WP7.300", "WP10.380", "WP13.550"];

const SCENARIOS: &[&str] =
    &["装载机,砂石场", "自卸车,矿区运输", "公交车,市区", "发电机组,工地", "拖拉机,春耕", "渔船,近海"];

/// All faults: those that can wait, those that matter, and the emergencies.
pub(super) static FAULTS: [Fault; 17] = {
    let [a, b, c, d, e, f, g, h] = GENERAL;
    let [i, j, k, l, m] = important::IMPORTANT;
    let [n, o, p, q] = emergency::EMERGENCIES;
    [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q]
};

#[rustfmt::skip]
const GENERAL: [Fault; 8] = [
    Fault { issue_type: "starting", title: "启动困难", group: "electrical", symptoms: &["冷车启动困难,需多次点火", "早晨启动困难,启动后冒白烟"], scenarios: SCENARIOS, step: "测量蓄电池电压与启动机电流", finding: "启动电流偏大,电压跌落到9V", failure_code: "E11", root_cause: "启动机碳刷磨损", part: Some(("STM-24-55", "启动机供应商A")), remedy: "更换启动机", urgent: None },
    Fault { issue_type: "overheating", title: "水温过高", group: "cooling", symptoms: &["爬坡时水温高,报警灯亮", "怠速正常,负荷下水温升到105度"], scenarios: SCENARIOS, step: "检查节温器开度与水泵流量", finding: "节温器不能完全开启", failure_code: "C03", root_cause: "节温器卡滞", part: Some(("THM-83", "节温器供应商B")), remedy: "更换节温器并清洗水道", urgent: None },
    Fault { issue_type: "oil-leak", title: "漏油", group: "cooling", symptoms: &["油底壳处漏油", "曲轴前油封渗油"], scenarios: SCENARIOS, step: "清洁后运转30分钟观察", finding: "前油封唇口渗油", failure_code: "L02", root_cause: "油封唇口老化", part: Some(("SEAL-95", "油封供应商C")), remedy: "更换曲轴前油封", urgent: None },
    Fault { issue_type: "low-power", title: "动力不足", group: "fuel", symptoms: &["加速无力,最高转速上不去", "满载爬坡动力不足,冒黑烟"], scenarios: SCENARIOS, step: "读取轨压与增压压力", finding: "增压压力低于标定值", failure_code: "F07", root_cause: "中冷管路漏气", part: None, remedy: "紧固中冷管路卡箍", urgent: None },
    Fault { issue_type: "noise", title: "异响", group: "mechanical", symptoms: &["怠速有敲击声", "加速时缸盖处异响"], scenarios: SCENARIOS, step: "听诊并检查气门间隙", finding: "第3缸排气门间隙过大", failure_code: "M05", root_cause: "气门间隙失调", part: None, remedy: "调整气门间隙", urgent: None },
    Fault { issue_type: "warning-light", title: "故障灯亮", group: "electrical", symptoms: &["故障灯常亮,尿素表不显示", "仪表报发动机故障,限速"], scenarios: SCENARIOS, step: "读取故障码", finding: "后处理温度传感器断路", failure_code: "E24", root_cause: "传感器线束磨破", part: Some(("HRN-SCR-2", "线束供应商D")), remedy: "更换线束并重新固定", urgent: None },
    Fault { issue_type: "oil-consumption", title: "机油消耗高", group: "mechanical", symptoms: &["每千公里加机油1升", "排气冒蓝烟,机油消耗大"], scenarios: SCENARIOS, step: "测量各缸缸压与曲轴箱压力", finding: "曲轴箱压力偏高", failure_code: "M12", root_cause: "活塞环磨损", part: Some(("RING-126", "活塞环供应商E")), remedy: "更换活塞环", urgent: None },
    Fault { issue_type: "fuel-consumption", title: "油耗高", group: "fuel", symptoms: &["油耗比上月高出两成", "百公里油耗明显偏高"], scenarios: SCENARIOS, step: "检查喷油器回油量", finding: "第5缸喷油器回油量超标", failure_code: "F15", root_cause: "喷油器针阀磨损", part: Some(("INJ-CR-4", "喷油器供应商F")), remedy: "更换喷油器", urgent: None },
];
