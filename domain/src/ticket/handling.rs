//! Handling by a technical support group: groups, calls, diagnosis, costs (P3.1.a to c, P5.1).

mod add_note;
mod assign;
mod attach;
mod attempt_contact;
mod conclude_diagnosis;
mod reach_customer;
mod reassign;
mod record_back_in_service;
mod record_cost;
mod record_diagnosis_step;
mod record_out_of_service;
mod send_message;
mod take_over;
mod tell_progress;

pub use add_note::AddNote;
pub use assign::Assign;
pub use attach::{Attach, SeenBy};
pub use attempt_contact::AttemptContact;
pub use conclude_diagnosis::ConcludeDiagnosis;
pub use reach_customer::ReachCustomer;
pub use reassign::Reassign;
pub use record_back_in_service::RecordBackInService;
pub use record_cost::RecordCost;
pub use record_diagnosis_step::RecordDiagnosisStep;
pub use record_out_of_service::RecordOutOfService;
pub use send_message::SendMessage;
pub use take_over::TakeOver;
pub use tell_progress::TellProgress;
