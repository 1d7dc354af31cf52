//! Faults that affect normal use and must be solved soon (重要).

use events_schema::values::TicketClass;

use super::{Fault, Urgent};
use crate::simulation::plans::POWER_LOSS;

/// What all important faults have in common; each says the rest.
const fn important(
    first_measures: &'static [&'static str],
    progress: &'static [&'static str],
    (containment, temporary): (&'static str, (&'static str, &'static str)),
    resource: &'static str,
    prevention: &'static [&'static str],
) -> Option<Urgent> {
    Some(Urgent {
        class: TicketClass::Important,
        plan: POWER_LOSS,
        first_measures,
        progress,
        safety: "车辆熄火断电,现场人员已撤离作业区",
        containment,
        temporary,
        resource,
        prevention,
    })
}

pub(super) const IMPORTANT: [Fault; 5] = [
    Fault {
        issue_type: "engine-stops",
        title: "运行中熄火",
        group: "fuel",
        symptoms: &["行驶中突然熄火,无法再次启动", "作业中自动停机,起动机能带动但不着火"],
        scenarios: &["牵引车,干线运输", "挖掘机,矿山剥离", "搅拌车,市政工地"],
        step: "检查低压油路压力与燃油滤清器",
        finding: "输油泵出口压力仅0.2bar,滤芯堵塞且含水",
        failure_code: "F31",
        root_cause: "输油泵内漏,油水分离器失效进水",
        part: Some(("FSP-6", "输油泵供应商G")),
        remedy: "更换输油泵和燃油滤芯,清洗油箱",
        urgent: important(
            &["远程读取故障码,确认油路压力", "备好输油泵和滤芯,安排专家与服务工程师出发"],
            &[
                "已读取故障码,低压油路压力不足",
                "确认输油泵内漏,等待配件",
                "配件已到,正在更换输油泵",
                "装复完毕,试机观察油压",
            ],
            ("设置警示标志,车辆拖至安全区域", ("旁通油水分离器,加装临时滤清器", "转速不超过1500r/min,每2小时放水一次")),
            "输油泵总成",
            &["高粉尘工况滤清器更换周期缩短到250小时", "输油泵入厂检验增加内漏试验"],
        ),
    },
    Fault {
        issue_type: "derating",
        title: "频繁限扭",
        group: "electrical",
        symptoms: &["满负荷发电时自动降功率到60%", "工地作业频繁限扭,无法正常施工"],
        scenarios: &["发电机组,隧道施工供电", "摊铺机,高速公路施工", "起重机,港口装卸"],
        step: "读取ECU数据流与增压器执行器位置",
        finding: "可变截面增压器执行器卡在40%开度",
        failure_code: "E37",
        root_cause: "增压器执行器积碳卡滞",
        part: Some(("VGT-ACT-3", "增压器供应商H")),
        remedy: "更换增压器执行器并重新标定",
        urgent: important(
            &["调取远程监控数据,比对增压压力曲线", "安排电控专家携带标定设备到场"],
            &["已到现场,采集数据流", "执行器位置无反馈,准备更换", "执行器已更换,正在标定", "标定完成,带负荷试验"],
            ("降负荷运行,安排备用机组分担", ("固定增压器叶片开度,解除限扭", "负荷不超过70%")),
            "增压器执行器",
            &["执行器增加定期自学习程序", "维护手册增加执行器积碳清洗项目"],
        ),
    },
    Fault {
        issue_type: "oil-pressure",
        title: "机油压力低",
        group: "cooling",
        symptoms: &["机油压力报警,怠速只有0.8bar", "热车后机油压力低,报警停机"],
        scenarios: &["装载机,港口散货", "自卸车,露天矿", "船用辅机,近海货船"],
        step: "用机械压力表复测主油道压力,拆检机油滤清器",
        finding: "怠速油压0.7bar,滤芯内有铜屑",
        failure_code: "L21",
        root_cause: "机油泵吸油管密封失效,主轴瓦异常磨损",
        part: Some(("BRG-MAIN-STD", "轴瓦供应商J")),
        remedy: "更换主轴瓦和吸油管密封圈,清洗油道",
        urgent: important(
            &["要求客户立即停机,不得再次启动", "准备轴瓦与密封件,安排机械专家到场"],
            &["复测油压0.7bar,准备拆检", "油底壳已拆,发现轴瓦剥落", "主轴瓦更换中", "装复完毕,冷热车油压正常"],
            ("停机并悬挂禁止启动标牌", ("更换高粘度机油和滤芯,低速转移车辆", "只允许怠速移动,不得带负荷")),
            "主轴瓦一套",
            &["吸油管密封圈改用耐高温材料", "装配线增加吸油管负压检测"],
        ),
    },
    Fault {
        issue_type: "coolant-loss",
        title: "缸垫冲蚀",
        group: "cooling",
        symptoms: &["冷却液不断减少,排气冒白烟,已停机", "膨胀水箱翻水,水温高报警停机"],
        scenarios: &["公交车,早高峰线路", "牵引车,山区运输", "收割机,麦收作业"],
        step: "冷却系统打压试验,拆检缸盖",
        finding: "第2、3缸之间缸垫烧穿",
        failure_code: "C22",
        root_cause: "缸盖螺栓拧紧力矩不足",
        part: None,
        remedy: "更换缸垫,按规范重新拧紧缸盖螺栓",
        urgent: important(
            &["确认停机并收集水温历史曲线", "携带打压工具和缸垫到场"],
            &["打压试验压力下降,确认内漏", "缸盖已拆下,缸垫烧穿", "平面度检查合格,更换缸垫", "装复后加注冷却液,试车"],
            ("放出冷却液,防止进入气缸", ("加注止漏剂,短距离移动至修理厂", "水温不超过90度,行驶不超过5公里")),
            "缸垫与缸盖螺栓",
            &["复查装配线拧紧枪标定记录", "同批次发动机抽检缸盖螺栓力矩"],
        ),
    },
    Fault {
        issue_type: "no-start-site",
        title: "无法启动停工",
        group: "electrical",
        symptoms: &["设备无法启动,工地停工等待", "钥匙上电后ECU无通讯,无法启动"],
        scenarios: &["旋挖钻机,桥梁施工", "压路机,路面施工", "发电机组,油田井场"],
        step: "测量ECU供电与CAN总线终端电阻",
        finding: "ECU主继电器不吸合,总线电阻异常",
        failure_code: "E41",
        root_cause: "主继电器触点烧蚀",
        part: Some(("RLY-24-70", "继电器供应商K")),
        remedy: "更换主继电器并加固线束插头",
        urgent: important(
            &["电话指导测量蓄电池与保险", "安排电控专家携带ECU与线束到场"],
            &["到场测量,ECU无供电", "主继电器触点烧蚀,准备更换", "更换继电器,检查线束", "启动正常,连续启停试验"],
            ("断开蓄电池负极,防止短路", ("跨接主继电器供电,临时启动", "专人值守,停机后断开跨接线")),
            "主继电器与线束插头",
            &["继电器选型提高触点容量", "来料检验增加触点温升试验"],
        ),
    },
];
