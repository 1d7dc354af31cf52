//! What a source says in a record.

use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{CharacteristicId, PersonId};
use crate::measurement::{Reading, Unit};
use crate::text::{Line, Paragraph};
use crate::time::Timestamp;
use crate::values::{EngineSerial, Part};

/// A record as its source says it. It is of an engine, of a batch of a part, or of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordContent {
    /// What kind of record it is.
    pub kind: RecordKind,
    /// When it was taken.
    #[schemars(example = &"2026-03-01T06:20:00Z")]
    pub taken_at: Timestamp,
    /// The engine, by its serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine_serial: Option<EngineSerial>,
    /// The model of the engine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"WP12")]
    pub engine_model: Option<Line>,
    /// The part that was inspected, with its batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// The production line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"assembly-2")]
    pub line: Option<Line>,
    /// The station or test bench.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"OP-120")]
    pub station: Option<Line>,
    /// Who inspected, by the personnel number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspector: Option<PersonId>,
    /// What the inspection came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<StatedVerdict>,
    /// What was measured or judged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<MeasuredValue>,
    /// The defects that were found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub defects: Vec<DefectFound>,
    /// The parts that were built in, with their batches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// What else there is to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Paragraph>,
}

/// What kind of record it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// 装配下线: an engine was built. From then on its serial number is known.
    Built,
    /// 进货检验: what came from a supplier was inspected.
    IncomingInspection,
    /// 过程检验: it was inspected on its way through production.
    InProcessInspection,
    /// 终检: the finished engine was inspected.
    FinalInspection,
    /// 台架试验: the engine ran on the test bench.
    TestBench,
    /// 现场检验: it was inspected at the customer's.
    FieldInspection,
    /// 工艺参数: the parameters of a station while it worked.
    Process,
}

impl RecordKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::Built,
        Self::IncomingInspection,
        Self::InProcessInspection,
        Self::FinalInspection,
        Self::TestBench,
        Self::FieldInspection,
        Self::Process,
    ];

    /// Its name in JSON, files and tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Built => "built",
            Self::IncomingInspection => "incoming_inspection",
            Self::InProcessInspection => "in_process_inspection",
            Self::FinalInspection => "final_inspection",
            Self::TestBench => "test_bench",
            Self::FieldInspection => "field_inspection",
            Self::Process => "process",
        }
    }

    /// Whether something was inspected, and not only made.
    #[must_use]
    pub const fn is_inspection(self) -> bool {
        match self {
            Self::IncomingInspection
            | Self::InProcessInspection
            | Self::FinalInspection
            | Self::TestBench
            | Self::FieldInspection => true,
            Self::Built | Self::Process => false,
        }
    }
}

/// What an inspection came to, as its source says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatedVerdict {
    /// What it is.
    pub is: InspectionVerdict,
    /// The source's own word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"合格")]
    pub said: Option<Line>,
}

/// What an inspection can come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InspectionVerdict {
    /// 合格.
    Passed,
    /// 不合格.
    Failed,
    /// 让步接收: it does not conform, and is used all the same.
    Conditional,
}

/// A characteristic that was measured or judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasuredValue {
    /// Which.
    pub characteristic: CharacteristicId,
    /// Where, if at several places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"cylinder 3")]
    pub place: Option<Line>,
    /// The value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Reading>,
    /// The unit of value and limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"kPa")]
    pub unit: Option<Unit>,
    /// The lower limit, as the source has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"150")]
    pub lower: Option<Reading>,
    /// The upper limit, as the source has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"450")]
    pub upper: Option<Reading>,
    /// Whether it conforms, as the source says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Conformity>,
}

/// Whether a characteristic is as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Conformity {
    /// 合格.
    Ok,
    /// 不合格.
    NotOk,
}

/// A defect that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DefectFound {
    /// Its code, from the factory's own list.
    #[schemars(example = &"LEAK-02")]
    pub code: Line,
    /// How often.
    #[serde(default = "once")]
    pub count: NonZeroU32,
}

const fn once() -> NonZeroU32 {
    NonZeroU32::MIN
}
