//! A disk for SQLite that remembers what was written and what was synced, and fails when it is told to.
//!
//! It stands before the system's own file system: reads, locks and shared memory pass through. Syncs are only noted.

#![expect(unsafe_code, reason = "SQLite's file systems are tables of C functions")]

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_io_methods, sqlite3_vfs};

/// The files of a log that matter after a power cut. The shared memory beside them does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum File {
    Database,
    Journal,
    Log,
}

impl File {
    pub(crate) const ALL: [Self; 3] = [Self::Database, Self::Journal, Self::Log];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Database => "log.db",
            Self::Journal => "log.db-journal",
            Self::Log => "log.db-wal",
        }
    }
}

/// What happened to the disk, in order.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Write {
        file: File,
        offset: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        file: File,
        size: usize,
    },
    Sync(File),
    Delete {
        file: File,
        synced: bool,
    },
    /// A caller has got the answer that this append, counted from 0, is durable.
    Acknowledged(usize),
}

/// A call that fails.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) file: File,
    pub(crate) call: Call,
    /// How many calls still succeed.
    pub(crate) after: usize,
    /// What SQLite is told.
    pub(crate) code: c_int,
    /// What the system is said to have said.
    pub(crate) errno: c_int,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    Write,
    Sync,
}

/// One disk; SQLite knows it by its name. It lives as long as the process, as SQLite demands.
pub(crate) struct Disk {
    pub(crate) name: String,
    real: *mut sqlite3_vfs,
    state: Mutex<State>,
}

// SAFETY: the pointer is to the system's file system, which is there for ever and made for all threads.
unsafe impl Sync for Disk {}

#[derive(Default)]
struct State {
    steps: Vec<Step>,
    fault: Option<Fault>,
    errno: c_int,
}

impl Disk {
    pub(crate) fn register() -> &'static Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("disk-{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let c_name = CString::new(name.clone()).unwrap().into_raw();
        // SAFETY: SQLite gives out its default file system, which lives for ever; the copy that is registered, its name
        // and its data are leaked and so do as well.
        unsafe {
            assert_eq!(ffi::sqlite3_initialize(), ffi::SQLITE_OK);
            let real = ffi::sqlite3_vfs_find(std::ptr::null());
            let disk: &'static Self = Box::leak(Box::new(Self { name, real, state: Mutex::default() }));
            let vfs = Box::leak(Box::new(sqlite3_vfs {
                szOsFile: HEADER + (*real).szOsFile,
                pNext: std::ptr::null_mut(),
                zName: c_name,
                pAppData: std::ptr::from_ref(disk).cast_mut().cast(),
                xOpen: Some(open),
                xDelete: Some(delete),
                xGetLastError: Some(last_error),
                ..*real
            }));
            assert_eq!(ffi::sqlite3_vfs_register(vfs, 0), ffi::SQLITE_OK);
            disk
        }
    }

    pub(crate) fn acknowledge(&self, append: usize) {
        self.state().steps.push(Step::Acknowledged(append));
    }

    pub(crate) fn steps(&self) -> Vec<Step> {
        self.state().steps.clone()
    }

    /// From the given call on, every call of its kind fails, until another fault or none is set.
    pub(crate) fn set_fault(&self, fault: Option<Fault>) {
        self.state().fault = fault;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl State {
    fn fails(&mut self, file: File, call: Call) -> Option<c_int> {
        let fault = self.fault.as_mut().filter(|fault| fault.file == file && fault.call == call)?;
        if fault.after > 0 {
            fault.after -= 1;
            return None;
        }
        self.errno = fault.errno;
        Some(fault.code)
    }
}

/// An open file: ours, and behind it in the same memory the system's.
#[repr(C)]
struct Handle {
    base: sqlite3_file,
    disk: &'static Disk,
    file: Option<File>,
}

const HEADER: c_int = size_of::<Handle>() as c_int;

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// The system's file behind ours.
unsafe fn real(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: SQLite gives every file the room that `szOsFile` asks for.
    unsafe { file.cast::<Handle>().add(1).cast() }
}

unsafe fn handle<'a>(file: *mut sqlite3_file) -> &'a Handle {
    // SAFETY: SQLite calls the methods only for files that `open` has filled in.
    unsafe { &*file.cast::<Handle>() }
}

/// Calls the same method of the system's file.
macro_rules! pass {
    ($file:ident, $method:ident $(, $argument:expr)*) => {{
        // SAFETY: the arguments are SQLite's own, and the system's file was opened by `open`.
        unsafe {
            let real = real($file);
            (*(*real).pMethods).$method.unwrap()(real $(, $argument)*)
        }
    }};
}

unsafe fn disk<'a>(vfs: *mut sqlite3_vfs) -> &'a Disk {
    // SAFETY: `register` has put it there, and it lives for ever.
    unsafe { &*(*vfs).pAppData.cast::<Disk>() }
}

unsafe extern "C" fn open(
    vfs: *mut sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: the arguments are SQLite's own; the memory of the file has room for both handles.
    unsafe {
        let disk: &'static Disk = disk(vfs);
        (*file).pMethods = std::ptr::null();
        let code = (*disk.real).xOpen.unwrap()(disk.real, name, real(file), flags, out_flags);
        if code == ffi::SQLITE_OK {
            let which = [
                (ffi::SQLITE_OPEN_MAIN_DB, File::Database),
                (ffi::SQLITE_OPEN_MAIN_JOURNAL, File::Journal),
                (ffi::SQLITE_OPEN_WAL, File::Log),
            ];
            let which = which.into_iter().find(|(flag, _)| flags & flag != 0).map(|(_, file)| file);
            file.cast::<Handle>().write(Handle {
                base: sqlite3_file { pMethods: &raw const METHODS },
                disk,
                file: which,
            });
        }
        code
    }
}

unsafe extern "C" fn delete(vfs: *mut sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: the arguments are SQLite's own.
    let (disk, code, path) = unsafe {
        let disk = disk(vfs);
        (disk, (*disk.real).xDelete.unwrap()(disk.real, name, 0), CStr::from_ptr(name).to_string_lossy())
    };
    let file = File::ALL.into_iter().find(|file| path.ends_with(file.name()));
    if let (ffi::SQLITE_OK, Some(file)) = (code, file) {
        disk.state().steps.push(Step::Delete { file, synced: sync_folder != 0 });
    }
    code
}

unsafe extern "C" fn last_error(vfs: *mut sqlite3_vfs, _: c_int, _: *mut c_char) -> c_int {
    // SAFETY: the argument is SQLite's own.
    unsafe { disk(vfs) }.state().errno
}

unsafe extern "C" fn write(file: *mut sqlite3_file, data: *const c_void, size: c_int, offset: i64) -> c_int {
    // SAFETY: the arguments are SQLite's own.
    let handle = unsafe { handle(file) };
    let Some(which) = handle.file else { return pass!(file, xWrite, data, size, offset) };
    let mut state = handle.disk.state();
    let fails = state.fails(which, Call::Write);
    // A write that fails may have been done in part.
    let size = if fails.is_some() { size / 2 } else { size };
    let code = pass!(file, xWrite, data, size, offset);
    assert_eq!(code, ffi::SQLITE_OK, "the disk under the test's disk is sound");
    // SAFETY: SQLite says that so many bytes are there.
    let bytes = unsafe { std::slice::from_raw_parts(data.cast::<u8>(), usize::try_from(size).unwrap()) }.to_vec();
    state.steps.push(Step::Write { file: which, offset: usize::try_from(offset).unwrap(), bytes });
    fails.unwrap_or(code)
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: i64) -> c_int {
    // SAFETY: the arguments are SQLite's own.
    let handle = unsafe { handle(file) };
    if let Some(file) = handle.file {
        handle.disk.state().steps.push(Step::Truncate { file, size: usize::try_from(size).unwrap() });
    }
    pass!(file, xTruncate, size)
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _: c_int) -> c_int {
    // SAFETY: the arguments are SQLite's own.
    let handle = unsafe { handle(file) };
    let Some(file) = handle.file else { return ffi::SQLITE_OK };
    let mut state = handle.disk.state();
    if let Some(code) = state.fails(file, Call::Sync) {
        return code;
    }
    state.steps.push(Step::Sync(file));
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    pass!(file, xClose)
}

unsafe extern "C" fn read(file: *mut sqlite3_file, into: *mut c_void, size: c_int, offset: i64) -> c_int {
    pass!(file, xRead, into, size, offset)
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, size: *mut i64) -> c_int {
    pass!(file, xFileSize, size)
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    pass!(file, xLock, level)
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    pass!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, held: *mut c_int) -> c_int {
    pass!(file, xCheckReservedLock, held)
}

unsafe extern "C" fn file_control(file: *mut sqlite3_file, operation: c_int, argument: *mut c_void) -> c_int {
    pass!(file, xFileControl, operation, argument)
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    pass!(file, xSectorSize)
}

unsafe extern "C" fn device_characteristics(file: *mut sqlite3_file) -> c_int {
    pass!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    memory: *mut *mut c_void,
) -> c_int {
    pass!(file, xShmMap, page, size, extend, memory)
}

unsafe extern "C" fn shm_lock(file: *mut sqlite3_file, offset: c_int, count: c_int, flags: c_int) -> c_int {
    pass!(file, xShmLock, offset, count, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut sqlite3_file) {
    pass!(file, xShmBarrier);
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    pass!(file, xShmUnmap, delete)
}
