//! From the proposal of a solution to the customer's word and the end (P3.1.d, e).

mod approve_solution;
mod close;
mod close_unconfirmed;
mod confirm_solved;
mod finish_solution;
mod propose_solution;
mod refuse_solved;
mod reopen;
mod return_solution;
mod start_solution;

pub use approve_solution::ApproveSolution;
pub use close::Close;
pub use close_unconfirmed::CloseUnconfirmed;
pub(super) use close_unconfirmed::unreachable_since;
pub use confirm_solved::ConfirmSolved;
pub use finish_solution::FinishSolution;
pub use propose_solution::ProposeSolution;
pub use refuse_solved::RefuseSolved;
pub use reopen::Reopen;
pub use return_solution::ReturnSolution;
pub use start_solution::StartSolution;
