//! The processes that are measured, and what the system says of them.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::BenchError;

/// The keys of those who send requests.
#[derive(Debug, Clone)]
pub struct Keys {
    /// A hotline agent's.
    pub hotline: String,
    /// A support engineer's, of the group that takes the tickets.
    pub engineer: String,
    /// An analyst's.
    pub analyst: String,
}

/// A process that serves. It is told to end when it is dropped.
pub(super) struct Server {
    child: Child,
    pub(super) address: String,
}

impl Server {
    /// Serves a data folder.
    pub(super) fn serve(folder: &Path) -> Result<Self, BenchError> {
        Self::run(
            Command::new(std::env::current_exe()?).args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder),
        )
    }

    /// Sends back what it gets.
    pub(super) fn echo() -> Result<Self, BenchError> {
        Self::run(Command::new(std::env::current_exe()?).args(["bench", "--echo"]))
    }

    fn run(command: &mut Command) -> Result<Self, BenchError> {
        let command = command.env("FLYWHEEL_LOG", "error").stdin(Stdio::null()).stdout(Stdio::null());
        let mut child = command.stderr(Stdio::piped()).spawn()?;
        let stderr = child.stderr.take().ok_or_else(|| BenchError::Answer("a process has no output".to_owned()))?;
        let (mut lines, mut said) = (BufReader::new(stderr).lines(), Vec::new());
        while let Some(line) = lines.next().transpose()? {
            if let Some((_, address)) = line.split_once(" on http://") {
                let address = address.to_owned();
                // What it says later goes nowhere, and must not fill the pipe.
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(Self { child, address });
            }
            said.push(line);
        }
        Err(BenchError::Answer(format!("a server ended before it served: {}", said.join("; "))))
    }

    /// The most memory that it had, in MiB, where the system says so.
    pub(super) fn memory(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kibibytes / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(process) = rustix::process::Pid::from_raw(self.child.id().cast_signed()) {
            // It may have ended already.
            let _ = rustix::process::kill_process(process, rustix::process::Signal::TERM);
        }
        #[cfg(not(unix))]
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The seconds of processor time that this process has taken, where the system says so.
pub(super) fn own_seconds() -> Option<f64> {
    /// How Linux counts processor time for programs, on every machine.
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in brackets, may hold anything.
    let mut fields = stat.rsplit_once(") ")?.1.split(' ').skip(11);
    let (user, system): (f64, f64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some((user + system) / TICKS)
}
