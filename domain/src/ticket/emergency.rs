//! Emergencies (P3.3).

mod activate_plan;
mod apply_temporary_solution;
mod check_off;
mod confirm_safety;
mod contain_danger;
mod evaluate_response;
mod follow_up;
mod form_team;
mod provide_resource;
mod refusal;
mod request_resource;

pub use activate_plan::ActivatePlan;
pub use apply_temporary_solution::ApplyTemporarySolution;
pub use check_off::CheckOff;
pub use confirm_safety::ConfirmSafety;
pub use contain_danger::ContainDanger;
pub use evaluate_response::EvaluateResponse;
pub use follow_up::FollowUp;
pub use form_team::FormTeam;
pub use provide_resource::ProvideResource;
pub use refusal::EmergencyRefusal;
pub use request_resource::RequestResource;

use events_schema::values::TicketClass;

use super::urgent::URGENT;

/// The class that everything else waits for.
const EMERGENCY: &[TicketClass] = &[TicketClass::Emergency];
