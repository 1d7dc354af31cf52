//! The files of the simulated factory: few, so that many tickets refer to the same ones.

use domain::attachments::{Kept, Uploaded};
use events_schema::Digest256;
use sha2::{Digest, Sha256};

use super::directory::id;
use crate::attachments::{Attachments, NotTaken};

/// What was measured on an engine.
pub(super) const MEASURED: Record = Record {
    name: "检测数据.csv",
    text: "转速(r/min),机油压力(kPa),排气温度(℃)\n800,180,210\n1400,320,385\n2100,410,512\n",
};
/// What a customer wrote down.
pub(super) const NOTED: Record = Record {
    name: "车主记录.txt",
    text: "冷车起动困难,热车后好转;最近一次保养后行驶约3000公里。\n",
};

/// A file.
pub(super) struct Record {
    name: &'static str,
    text: &'static str,
}

impl Record {
    fn hash(&self) -> Digest256 {
        Digest256(Sha256::digest(self.text).into())
    }

    /// As a command refers to it.
    pub(super) fn uploaded(&self) -> Uploaded {
        Uploaded { hash: self.hash(), name: id(self.name) }
    }
}

/// Keeps them all.
pub(super) async fn keep(attachments: &Attachments) -> Result<Vec<(Digest256, Kept)>, NotTaken> {
    let mut kept = Vec::new();
    for record in [MEASURED, NOTED] {
        let stored = attachments.keep(record.text.into()).await?;
        kept.push((stored.hash, Kept::Intact { size: stored.size, media_type: stored.media_type }));
    }
    Ok(kept)
}
