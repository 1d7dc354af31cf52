//! A list of suppliers: the register gets those whom nobody has registered, and the parts that they make (P7.1).
//!
//! What the register has stays as it is: an import adds, and neither renames a supplier nor takes a part away. So a list can be
//! imported again and again, and what is wrong in it does not undo what people have put right.

use std::collections::BTreeMap;

use domain::Reference;
use domain::supplier::{COMMANDS, Register, RegisterSupplier, SetParts, Supplier};
use event_store::{AppendError, Refused};
use events_schema::CommandId;
use events_schema::facts::supplier::SuppliedPart;
use events_schema::ids::SupplierId;
use events_schema::text::Line;
use futures_util::{StreamExt, stream};

use super::case::decide;
use super::layout::{Column, is_whole, places, unmapped};
use super::mapping::SupplierMapping;
use super::reading::{self, Record, Table, Unreadable};
use super::run::{ImportError, Run};
use super::summary::{Imported, NamedOtherwise, Rejected, Summary, SupplierSummary};
use crate::commands::{Draft, Failed};

/// How many suppliers are on their way at once, so that one sync of the log serves many.
const IN_FLIGHT: usize = 64;

/// Imports a list of suppliers.
///
/// # Errors
/// If the mapping does not fit the file, before anything is written; or if the log fails.
pub(super) async fn import(
    run: &Run,
    mapping: &SupplierMapping,
    bytes: &[u8],
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Imported, ImportError> {
    let Table { header, records } = reading::table(bytes, &mapping.source)?;
    let reader = Reader::find(mapping, &header)?;
    let (suppliers, rejected) = reader.suppliers(&records);
    let summary = SupplierSummary {
        mapping: mapping.name.to_string(),
        run: run.id,
        rows: records.len(),
        recorded: 0,
        already_there: 0,
        rejected: 0,
        suppliers_registered: 0,
        parts_added: 0,
        named_otherwise: Vec::new(),
        unmapped_columns: unmapped(&header, mapping.named_columns()),
    };
    let mut taken = Taken { summary, rejected };
    let reference = run.into.directory.now().reference;
    let reference: &Reference = &reference;
    let each = suppliers.iter().map(|(supplier, rows)| async move {
        let outcome = add(run, reference, supplier, rows).await;
        (rows, outcome)
    });
    let mut added = stream::iter(each).buffered(IN_FLIGHT);
    let mut done = taken.rejected.len();
    while let Some((rows, outcome)) = added.next().await {
        done += rows.len();
        taken.take_in(rows, outcome?);
        progress(done, records.len());
    }
    let Taken { mut summary, mut rejected } = taken;
    rejected.sort_by_key(|row| row.line);
    summary.rejected = rejected.len();
    Ok(Imported { summary: Summary::Suppliers(summary), rejected, disagreements: Vec::new() })
}

/// What a row says.
struct Row {
    line: u64,
    /// The supplier, as the file names it.
    code: String,
    name: Option<Line>,
    parts: Vec<SuppliedPart>,
}

/// Where the columns are.
struct Reader<'a> {
    mapping: &'a SupplierMapping,
    header: &'a [String],
    code: Column,
    name: Column,
    part: Option<Column>,
    part_name: Option<Column>,
}

impl<'a> Reader<'a> {
    fn find(mapping: &'a SupplierMapping, header: &'a [String]) -> Result<Self, Unreadable> {
        let places = places(header, mapping.named_columns())?;
        let columns = &mapping.suppliers.columns;
        let place = |name: &String| places.get(name.as_str()).copied();
        Ok(Self {
            mapping,
            header,
            code: place(&columns.code).unwrap_or_default(),
            name: place(&columns.name).unwrap_or_default(),
            part: columns.part.as_ref().and_then(place),
            part_name: columns.part_name.as_ref().and_then(place),
        })
    }

    /// The rows by supplier, and those that name none or cannot be read.
    fn suppliers(&self, records: &[Record]) -> (BTreeMap<SupplierId, Vec<Row>>, Vec<Rejected>) {
        let (mut suppliers, mut rejected): (BTreeMap<_, Vec<_>>, _) = (BTreeMap::new(), Vec::new());
        for record in records {
            match self.row(record) {
                Ok((supplier, row)) => suppliers.entry(supplier).or_default().push(row),
                Err(reason) => {
                    let case = record.fields.get(self.code).unwrap_or_default().to_owned();
                    rejected.push(Rejected { line: record.line, case, reason });
                }
            }
        }
        (suppliers, rejected)
    }

    fn row(&self, record: &Record) -> Result<(SupplierId, Row), String> {
        is_whole(&record.fields, self.header)?;
        let code = self.value(record, Some(self.code));
        let code = code.ok_or_else(|| format!("`{}` is missing; by it a supplier is known", self.header[self.code]))?;
        let name = self.value(record, Some(self.name)).map(|name| self.line(self.name, name)).transpose()?;
        let parts = self.parts(record)?;
        Ok((self.supplier(code)?, Row { line: record.line, code: code.to_owned(), name, parts }))
    }

    fn value<'r>(&self, record: &'r Record, column: Option<Column>) -> Option<&'r str> {
        self.mapping.source.filled(record.fields.get(column?)?)
    }

    /// A code stays with its supplier for ever, so that none is made up: what cannot be one is named by the mapping.
    fn supplier(&self, code: &str) -> Result<SupplierId, String> {
        if let Some(ours) = self.mapping.suppliers.codes.get(code) {
            return Ok(ours.clone());
        }
        let column = &self.header[self.code];
        code.to_lowercase().parse().map_err(|error| {
            format!("`{column}` is `{code}`: {error}; or say in [suppliers.codes] which code it has here")
        })
    }

    fn line(&self, column: Column, text: &str) -> Result<Line, String> {
        let wrong = |error| format!("`{}`: {error}; put it right in the file", self.header[column]);
        text.parse().map_err(wrong)
    }

    fn parts(&self, record: &Record) -> Result<Vec<SuppliedPart>, String> {
        let (Some(column), Some(cell)) = (self.part, self.value(record, self.part)) else {
            return self.value(record, self.part_name).map_or(Ok(Vec::new()), |name| {
                let [part, named] = [self.part, self.part_name].map(|column| &self.header[column.unwrap_or_default()]);
                Err(format!("`{named}` is `{name}`, and `{part}` is missing; a part is known by its number"))
            });
        };
        let name = self.part_name.zip(self.value(record, self.part_name));
        let name = name.map(|(column, name)| self.line(column, name)).transpose()?;
        let numbers: Vec<&str> = match self.mapping.suppliers.part_separator {
            Some(separator) => cell.split(separator).map(str::trim).filter(|number| !number.is_empty()).collect(),
            None => vec![cell],
        };
        let part = |number| Ok(SuppliedPart { number: self.line(column, number)?, name: name.clone() });
        numbers.into_iter().map(part).collect()
    }
}

/// What a row ended as.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Ending {
    Recorded,
    AlreadyThere,
    Rejected(String),
}

/// What the rows of a supplier came to.
struct Outcome {
    endings: Vec<Ending>,
    is_registered: bool,
    parts_added: usize,
    named_otherwise: Option<NamedOtherwise>,
}

/// What the rows of a supplier add to what is registered.
struct Added<'r> {
    /// What the rows call it.
    name: Option<&'r Line>,
    /// All parts that it makes then.
    parts: Vec<SuppliedPart>,
    /// How many of them are new.
    count: usize,
    endings: Vec<Ending>,
}

impl<'r> Added<'r> {
    fn of(register: Option<&Register>, rows: &'r [Row]) -> Self {
        let parts = register.map_or_else(Vec::new, |register| register.parts.clone());
        let named = rows.iter().find_map(|row| Some((row.name.as_ref()?, row.line)));
        let mut added = Self { name: named.map(|(name, _)| name), parts, count: 0, endings: Vec::new() };
        let is_nameless = register.is_none() && named.is_none();
        let mut is_known = register.is_some();
        for row in rows {
            let ending = match (&row.name, named) {
                (Some(here), Some((name, line))) if here != name => Ending::Rejected(format!(
                    "the supplier is called `{here}` here and `{name}` on line {line}; the rows of one supplier agree, or \
                     leave the name blank"
                )),
                _ if is_nameless => Ending::Rejected(
                    "nobody has registered the supplier, and no row has its name; add it to one of them".to_owned(),
                ),
                _ if added.take_in(row) > 0 || !is_known => Ending::Recorded,
                _ => Ending::AlreadyThere,
            };
            is_known |= ending == Ending::Recorded;
            added.endings.push(ending);
        }
        added
    }

    /// Takes in the parts of a row, and says how many are new.
    fn take_in(&mut self, row: &Row) -> usize {
        let before = self.parts.len();
        for part in &row.parts {
            if !self.parts.iter().any(|known| known.number == part.number) {
                self.parts.push(part.clone());
            }
        }
        let count = self.parts.len() - before;
        self.count += count;
        count
    }
}

/// Adds the rows of a supplier to the register, all or none.
async fn add(run: &Run, reference: &Reference, supplier: &SupplierId, rows: &[Row]) -> Result<Outcome, ImportError> {
    let mut draft = Draft::<Supplier>::read(supplier.stream(), &*run.into.store).await?;
    let register = draft.state().register.clone();
    let added = Added::of(register.as_ref(), rows);
    let named_otherwise = register.as_ref().zip(added.name).filter(|(register, here)| register.name != **here);
    let named_otherwise = named_otherwise.map(|(register, here)| NamedOtherwise {
        supplier: supplier.clone(),
        registered: register.name.clone(),
        here: here.clone(),
    });
    let new = if register.is_none() { added.name } else { None };
    let refused = match commands(run, reference, &mut draft, supplier, new, &added) {
        Ok(()) => appended(run, draft).await?,
        Err(Failed::Refused(refusal)) => Some(format!("{refusal} ({})", refusal.about().code)),
        Err(failed) => return Err(failed.into()),
    };
    let Some(reason) = refused else {
        let Added { endings, count, .. } = added;
        return Ok(Outcome { endings, is_registered: new.is_some(), parts_added: count, named_otherwise });
    };
    let reject = |ending| if ending == Ending::Recorded { Ending::Rejected(reason.clone()) } else { ending };
    let endings = added.endings.into_iter().map(reject).collect();
    Ok(Outcome { endings, is_registered: false, parts_added: 0, named_otherwise })
}

/// Decides what is to be recorded. What the rows add depends on the register, and so on the run: it is known by it.
fn commands(
    run: &Run,
    reference: &Reference,
    draft: &mut Draft<Supplier>,
    supplier: &SupplierId,
    new: Option<&Line>,
    added: &Added<'_>,
) -> Result<(), Failed> {
    let at = run.into.now;
    if let Some(name) = new {
        let command = RegisterSupplier { supplier: supplier.clone(), name: name.clone() };
        let id = CommandId::of(&run.source, &format!("supplier/{supplier}"));
        decide(run, reference, draft, COMMANDS, "register", (&command, id, at, None))?;
    }
    if added.count > 0 {
        let command = SetParts { parts: added.parts.clone() };
        let id = CommandId::of(&run.source, &format!("supplier/{supplier}/{}", run.id));
        decide(run, reference, draft, COMMANDS, "set-parts", (&command, id, at, None))?;
    }
    Ok(())
}

/// Appends what was decided; the reason where it is more than the log takes at once.
async fn appended(run: &Run, draft: Draft<Supplier>) -> Result<Option<String>, ImportError> {
    match draft.append(&*run.into.store).await {
        Ok(_) => Ok(None),
        Err(AppendError::Refused(reason @ Refused::TooLarge { .. })) => Ok(Some(format!(
            "what the supplier makes is more than one entry holds: {reason}; leave names of parts out"
        ))),
        Err(error) => Err(error.into()),
    }
}

/// What has become of the suppliers so far.
struct Taken {
    summary: SupplierSummary,
    rejected: Vec<Rejected>,
}

impl Taken {
    fn take_in(&mut self, rows: &[Row], outcome: Outcome) {
        let summary = &mut self.summary;
        for (row, ending) in rows.iter().zip(outcome.endings) {
            match ending {
                Ending::Recorded => summary.recorded += 1,
                Ending::AlreadyThere => summary.already_there += 1,
                Ending::Rejected(reason) => {
                    self.rejected.push(Rejected { line: row.line, case: row.code.clone(), reason });
                }
            }
        }
        summary.suppliers_registered += usize::from(outcome.is_registered);
        summary.parts_added += outcome.parts_added;
        summary.named_otherwise.extend(outcome.named_otherwise);
    }
}
