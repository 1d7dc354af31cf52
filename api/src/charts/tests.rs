//! Charts as a whole: their bytes, their words, and that whatever they are given makes a picture.

mod samples;
mod words;
mod xml;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// Where the golden pictures are; `UPDATE_GOLDEN=1` writes them. Look at them before you commit them.
fn golden() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/charts/golden")
}

#[test]
fn pictures_are_as_they_were_looked_at() {
    let pictures = samples::all();
    for (name, picture) in &pictures {
        let path = golden().join(name);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, picture).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert!(*picture == expected, "{name} changed; UPDATE_GOLDEN=1 writes it anew, then look at it");
    }
    let made: BTreeSet<String> = pictures.into_iter().map(|(name, _)| name).collect();
    let files = fs::read_dir(golden()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    assert_eq!(made, files.collect::<BTreeSet<String>>(), "a file without its picture");
}
