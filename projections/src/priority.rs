//! Work that can wait, behind those who wait for an answer.

/// Lets the thread that calls this go behind all others of the machine, for as long as it lives. It cannot be taken back, so
/// it is for threads that were made for such work and end with it.
pub fn behind_others() {
    /// Of the steps from -20 to 19 one that gets a tenth of what an ordinary thread gets, where both want all.
    #[cfg(target_os = "linux")]
    const NICENESS: i32 = 10;
    // On Linux a thread has a priority of its own, under its own number. Where the system refuses, it runs with the others.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICENESS);
}
