//! What becomes of clocks by decision: holds, waivers, late entries and reassessment (open points 2, 3, 8).

mod allow_late_entry;
mod approve_reassessment;
mod grant_waiver;
mod note_review;
mod place_hold;
mod reassess;
mod record_clocks;
mod refusal;
mod refuse_request;
mod release_hold;
mod request_reassessment;
mod request_waiver;

pub use allow_late_entry::AllowLateEntry;
pub use approve_reassessment::ApproveReassessment;
pub use grant_waiver::GrantWaiver;
pub use note_review::NoteReview;
pub use place_hold::PlaceHold;
pub use record_clocks::RecordClocks;
pub use refusal::TimingRefusal;
pub use refuse_request::RefuseRequest;
pub use release_hold::ReleaseHold;
pub use request_reassessment::RequestReassessment;
pub use request_waiver::RequestWaiver;

pub(super) use reassess::reassessments;
