//! One turn of the loop after the other, until there is an answer.

use domain::attachments::Kept;
use domain::context::{Checked, OtherTicket};
use domain::improvement::Improvement;
use domain::{Aggregate, Context, Judged, Refused, Target, judge};
use event_store::{Append, AppendError, Appended, Expected, Outcome as Write, Refused as NotTaken};
use events_schema::ids::CustomerId;
use events_schema::{Digest256, Entry, EventId, FactSet, PrincipalId, Revision, StreamName, Timestamp};
use futures_util::FutureExt;

use super::loaded::{Basis, Carried, Loaded, Outcome, Stamp};
use super::other::{other_ticket, stored};
use super::request::{Done, Failed, Replay, Request, Written};
use super::streams::{Slot, Streams};
use crate::keys::{self, Fingerprint, KeyStoreError};

/// How often a command is decided again because others were faster.
const TURNS: usize = 16;

/// What one turn came to.
enum Turn {
    /// An answer.
    Answered(Result<Done, Failed>),
    /// What the decision rested on did not last.
    Again,
}

/// What was looked up for a decision.
#[derive(Clone, Copy)]
struct Found<'a> {
    reporter: Option<CustomerId>,
    other: Option<&'a OtherTicket>,
    improvement: Option<&'a Improvement>,
    question: Option<&'a Checked>,
    files: &'a [(Digest256, Kept)],
}

/// What was decided under the lock, to be waited for without it.
enum Decided {
    /// The command was carried out before.
    Before(Carried),
    /// The sender has to look again.
    Stale(Option<Revision>),
    /// The policy says no.
    Refused(Refused),
    /// It is already so.
    AlreadySo(Option<Revision>),
    /// Events are on their way.
    Sent { outcome: Outcome, events: Vec<Written> },
}

impl<A: Aggregate> Streams<A> {
    /// Carries out a command, once, however often it is sent.
    ///
    /// # Errors
    /// If it was not carried out, or it is not known whether it was.
    pub async fn perform(&self, request: &Request<'_, A>) -> Result<Done, Failed> {
        let opened = || request.command.opens(request.id);
        let Some(stream) = request.stream.clone().or_else(opened) else {
            return Err(Failed::Refused(domain::Inadmissible::Unknown { collection: A::COLLECTION }.into()));
        };
        let is_unknown = |name: &String| !projections::models().iter().any(|model| model.name == name);
        if request.command.read_model().as_ref().is_some_and(is_unknown) {
            return Err(Failed::Refused(domain::Inadmissible::Unknown { collection: "read-models" }.into()));
        }
        let (reporter, other) = (self.reporter(request)?, self.other_ticket(request).await?);
        let improvement = self.improvement(request).await?;
        let question = request.command.question().map(|sql| projections::sql::check(sql, request.actor.role));
        let mut files = Vec::new();
        for hash in request.command.files() {
            files.push((hash, self.around.attachments.look(hash).await?));
        }
        let found = Found {
            reporter,
            other: other.as_ref(),
            improvement: improvement.as_ref(),
            question: question.as_ref(),
            files: &files,
        };
        let slot = self.slot(&stream);
        for turn in 0..TURNS {
            match self.turn(request, &stream, found, &slot, turn).await? {
                Turn::Answered(answer) => return answer,
                Turn::Again => {}
            }
        }
        Err(Failed::Contended)
    }

    /// A customer who reports is himself; one who is reported is found by his number, or is new.
    fn reporter(&self, request: &Request<'_, A>) -> Result<Option<CustomerId>, Failed> {
        let Some(reporter) = request.command.reporter() else { return Ok(None) };
        match (&request.actor.id, reporter.phone) {
            (PrincipalId::Customer(customer), _) => Ok(Some(*customer)),
            (PrincipalId::Person(_) | PrincipalId::Supplier(_) | PrincipalId::System(_), Some(phone)) => {
                Ok(Some(self.around.phones.find_or_new(phone.as_str())?))
            }
            (PrincipalId::Person(_) | PrincipalId::Supplier(_) | PrincipalId::System(_), None) => {
                Ok(Some(self.around.keys.new_customer()?))
            }
        }
    }

    /// The other ticket that a command names, as it is stored; where that was merged, the one that goes on.
    async fn other_ticket(&self, request: &Request<'_, A>) -> Result<Option<OtherTicket>, Failed> {
        let Some(named) = request.command.other_ticket() else { return Ok(None) };
        other_ticket(named, &*self.around.store).await
    }

    /// The improvement measure that a command names, as it is stored.
    async fn improvement(&self, request: &Request<'_, A>) -> Result<Option<Improvement>, Failed> {
        let Some(named) = request.command.other_improvement() else { return Ok(None) };
        stored(&named.stream(), &*self.around.store).await
    }

    async fn turn(
        &self,
        request: &Request<'_, A>,
        stream: &StreamName,
        found: Found<'_>,
        slot: &Slot<A>,
        turn: usize,
    ) -> Result<Turn, Failed> {
        let mut place = slot.lock().await;
        let loaded = match &mut *place {
            Some(loaded) => loaded,
            // A stream whose id derives from the command is new, or else this is a retry, and the append will tell.
            None if turn == 0 && request.spec.target == Target::Collection => {
                place.insert(Loaded::assumed_new(self.next_generation()))
            }
            None => place.insert(Loaded::read(self.next_generation(), stream, &*self.around.store).await?),
        };
        let (generation, basis) = (loaded.generation, loaded.basis);
        let before = loaded.pending.clone();
        let decided = self.decide(request, stream, found, loaded)?;
        drop(place);

        if let Decided::Sent { outcome, events } = decided {
            return Ok(self.sent(stream, slot, generation, outcome.await, events).await);
        }
        if basis == Basis::AssumedNew && before.is_none() {
            self.forget(slot, generation).await;
            return Ok(Turn::Again);
        }
        if let Some(before) = before
            && before.await.is_err()
        {
            self.forget(slot, generation).await;
            return Ok(Turn::Again);
        }
        let answer = match decided {
            Decided::Before(carried) => self.repeat(request, stream, carried).await,
            Decided::Stale(current) => Err(Failed::Stale { current }),
            Decided::Refused(refusal) => Err(Failed::Refused(refusal)),
            Decided::AlreadySo(revision) => {
                let stream = stream.clone();
                Ok(Done { stream, revision, position: None, events: Vec::new(), replay: Replay::New })
            }
            Decided::Sent { .. } => return Ok(Turn::Again),
        };
        Ok(Turn::Answered(answer))
    }

    /// Runs under the lock of the stream and waits for nothing.
    fn decide(
        &self,
        request: &Request<'_, A>,
        stream: &StreamName,
        found: Found<'_>,
        loaded: &mut Loaded<A>,
    ) -> Result<Decided, Failed> {
        if let Some(carried) = loaded.commands.get(&request.id) {
            return Ok(Decided::Before(*carried));
        }
        if request.if_match.is_some_and(|seen| Some(seen) < loaded.seen || Some(seen) > loaded.revision) {
            return Ok(Decided::Stale(loaded.revision));
        }
        // A stream is recorded in the order of its times, also where the machine's clock was set back.
        let clock = self.around.clock.now();
        let now = loaded.recorded_at.map_or(clock, |last| last.max(clock));
        let snapshot = self.around.directory.now();
        let context = Context {
            stream,
            command: request.id,
            at: request.command.happened_at().unwrap_or(now),
            now,
            actor: &request.actor,
            reference: &snapshot.reference,
            reporter: found.reporter,
            other: found.other,
            improvement: found.improvement,
            question: found.question,
            files: found.files,
            origin: &request.origin,
            unproven: request.unproven,
        };
        let judged = match judge(request.spec, request.command, loaded.existing(), &context) {
            Ok(judged) if judged.facts.is_empty() => return Ok(Decided::AlreadySo(loaded.revision)),
            Ok(judged) => judged,
            Err(refusal) => return Ok(Decided::Refused(refusal)),
        };
        self.send(request, stream, now, judged, loaded)
    }

    fn send(
        &self,
        request: &Request<'_, A>,
        stream: &StreamName,
        recorded_at: Timestamp,
        Judged { mut facts, actor }: Judged<A::Fact>,
        loaded: &mut Loaded<A>,
    ) -> Result<Decided, Failed> {
        for (index, (_, fact)) in facts.iter_mut().enumerate() {
            keys::seal(fact, EventId::of(request.id, index), &self.around.keys)?;
        }
        let fingerprint = self.fingerprint(request, facts.first_mut().map(|(_, fact)| fact))?;
        let expected = Expected::after(loaded.revision);
        let stamp = Stamp {
            command: request.id,
            actor: &actor,
            recorded_at,
            causation: request.causation,
            fingerprint,
            origin: &request.origin,
            trace: request.trace.as_deref(),
        };
        let events = loaded.record(stream, &stamp, facts)?;
        let written = events.iter().zip(expected.first().0..).map(|(event, revision)| Written {
            id: event.id,
            kind: event.kind.to_owned(),
            revision: Revision(revision),
        });
        let written = written.collect();
        let outcome = self.around.store.append(Append { stream: stream.clone(), expected, events }).shared();
        loaded.pending = Some(outcome.clone());
        Ok(Decided::Sent { outcome, events: written })
    }

    async fn sent(
        &self,
        stream: &StreamName,
        slot: &Slot<A>,
        generation: u64,
        outcome: Result<Appended, AppendError>,
        events: Vec<Written>,
    ) -> Turn {
        let failed = match outcome {
            Ok(Appended { revision, position, outcome: Write::Written }) => {
                let (stream, revision, position) = (stream.clone(), Some(revision), Some(position));
                return Turn::Answered(Ok(Done { stream, revision, position, events, replay: Replay::New }));
            }
            // The same ids stand there: this is a retry that we could not know of. The stored facts are the answer.
            Ok(Appended { outcome: Write::AlreadyWritten, .. }) | Err(AppendError::Conflict { .. }) => None,
            Err(AppendError::Refused(NotTaken::DiskFull)) => Some(Failed::DiskFull),
            Err(AppendError::Refused(NotTaken::TooLarge { size, limit })) => Some(Failed::TooLarge { size, limit }),
            Err(AppendError::Refused(NotTaken::Empty | NotTaken::RepeatedId | NotTaken::NotWritable)) => {
                Some(Failed::NotWritable)
            }
            Err(AppendError::Unknown { reason }) => Some(Failed::Unknown(reason)),
        };
        self.forget(slot, generation).await;
        failed.map_or(Turn::Again, |failed| Turn::Answered(Err(failed)))
    }

    /// Answers a command that was carried out before from what is stored, whatever has happened since.
    async fn repeat(&self, request: &Request<'_, A>, stream: &StreamName, carried: Carried) -> Result<Done, Failed> {
        let count = usize::try_from(carried.last.0 - carried.first.0 + 1).unwrap_or(usize::MAX);
        let stored = self.around.store.read_stream(stream, carried.first, count).await?;
        if let Some(first) = stored.first() {
            let mut fact = Entry::<A::Fact>::decode(first)?.fact;
            match self.fingerprint(request, Some(&mut fact)) {
                Ok(fingerprint) if fingerprint == carried.fingerprint => {}
                Ok(_) => return Err(Failed::KeyReused),
                // With the subject's key gone nobody can tell a retry from another request; the answer holds no personal data.
                Err(Failed::Keys(KeyStoreError::Erased(_))) => {}
                Err(error) => return Err(error),
            }
        }
        let written = |event: &events_schema::RecordedEvent| Written {
            id: event.id,
            kind: event.kind.to_string(),
            revision: event.revision,
        };
        Ok(Done {
            stream: stream.clone(),
            revision: Some(carried.last),
            position: stored.last().map(|event| event.position),
            events: stored.iter().map(written).collect(),
            replay: Replay::Repeated,
        })
    }

    /// Under the key of the subject where the first fact has personal data, else under the program's own.
    fn fingerprint(&self, request: &Request<'_, A>, first: Option<&mut A::Fact>) -> Result<Option<Digest256>, Failed> {
        let Some(fingerprint) = request.fingerprint else { return Ok(None) };
        let personal = first.map(FactSet::personal).unwrap_or_default();
        let subject = personal.into_iter().find_map(|(_, value)| match value {
            events_schema::Personal::Sealed(sealed) => Some(sealed.subject.clone()),
            events_schema::Personal::Open { .. } | events_schema::Personal::Typed(_) => None,
        });
        Ok(Some(match subject {
            Some(subject) => self.under_subject(&fingerprint, &subject)?,
            None => fingerprint.under(self.around.keys.fingerprints()),
        }))
    }

    fn under_subject(&self, fingerprint: &Fingerprint<'_>, subject: &StreamName) -> Result<Digest256, Failed> {
        Ok(fingerprint.under(&self.around.keys.key(subject)?))
    }
}
