//! The cause-and-effect diagram (因果图) after Ishikawa: what may have led to an effect, and what was found (P5.2).

mod layout;
#[cfg(test)]
pub(super) mod tests;

use layout::{Label, Layout, Twig};

use super::geometry::{Point, point};
use super::legend::{Sample, legend};
use super::look::{AXIS, Effect, Font, INK, Mark, PAPER, Pen, SOFT, STRONG, WASH, dashed, font, solid};
use super::picture::{Blank, Caption, MARGIN, WIDTH, blank};
use super::svg::{Path, Svg};
use super::text::clean;
use super::words::{Language, Phrase, Speaks};

const SPINE: Pen = solid(INK, 3.0);
const RIB: Pen = solid(STRONG, 2.0);
const EFFECT: Font = font(14.0, PAPER).bold();
const NAME: Font = font(13.0, INK).bold();
const CAUSE: Font = font(12.0, INK);
const SUB_CAUSE: Font = font(11.0, INK);
const MORE: Font = font(11.5, SOFT);

/// An effect with its possible causes.
///
/// Up to eight categories are drawn, each with up to six causes, each with up to three of its own; how many more there
/// are stands in the picture, and the words name them all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fishbone {
    /// What is to be explained.
    pub effect: String,
    /// The categories: 人、机、料、法、环、测, or others.
    pub ribs: Vec<Rib>,
}

/// A category of causes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rib {
    /// Its name.
    pub name: String,
    /// What may have been the cause.
    pub causes: Vec<Cause>,
}

/// A possible cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// What it is.
    pub text: String,
    /// What was found.
    pub verdict: Verdict,
    /// What may have caused it in turn.
    pub causes: Vec<SubCause>,
}

/// A possible cause of a cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubCause {
    /// What it is.
    pub text: String,
    /// What was found.
    pub verdict: Verdict,
}

/// What was found about a possible cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// 已确认: it is one.
    Confirmed,
    /// 已排除: it is none.
    Rejected,
    /// 待验证: nobody knows yet.
    Open,
}

impl Fishbone {
    /// The diagram.
    #[must_use]
    pub fn svg(&self, caption: &Caption<'_>) -> String {
        if self.ribs.is_empty() {
            return blank(caption, Blank::NoData);
        }
        let language = caption.language;
        let layout = Layout::of(self, caption.below() + 8.0, language);
        let mut svg = caption.open(layout.bottom + 44.0, &self.says(language));
        let (tail, head) = layout.spine;
        svg.line(tail, point(head.x - 8.0, head.y), SPINE);
        arrow(&mut svg, head, INK);
        for rib in &layout.ribs {
            svg.line(rib.head, rib.joint, RIB);
            svg.rect(rib.name.place, 4.0, WASH, Some(solid(STRONG, 1.2)));
            label(&mut svg, &rib.name, NAME.middle(), rib.name.place.middle().x, 19.0);
            rib.twigs.iter().for_each(|one| twig(&mut svg, one, language));
            if let Some(more) = &rib.more {
                label(&mut svg, more, MORE, more.place.x, 12.0);
            }
        }
        svg.rect(layout.effect.place, 4.0, STRONG, None);
        label(&mut svg, &layout.effect, EFFECT.middle(), layout.effect.place.middle().x, 26.0);
        self.key(&mut svg, layout.bottom + 26.0, language);
        svg.close()
    }

    fn key(&self, svg: &mut Svg, y: f64, language: Language) {
        let mut items: Vec<(Sample, String)> = Verdict::ALL
            .map(|verdict| (Sample::LineMarked(verdict.pen(), verdict.mark()), language.say(verdict.word()).to_owned()))
            .into();
        let more = self.ribs.len().saturating_sub(layout::RIBS);
        if more > 0 {
            let text = language.fill(Phrase::MoreRibs, [&more.to_string()]);
            items.push((Sample::Line(dashed(AXIS, 1.0, "1 3")), text));
        }
        legend(svg, point(MARGIN, y), WIDTH - MARGIN, &items);
    }

    fn says(&self, language: Language) -> Vec<String> {
        let counted = |phrase, count: usize| match count {
            0 => String::new(),
            _ => language.fill(phrase, [&count.to_string()]),
        };
        let mut says = vec![language.fill(Phrase::FishboneIs, [&clean(&self.effect)])];
        says.extend(self.ribs.iter().map(|rib| rib.says(language)));
        let undrawn = self.ribs.iter().take(layout::RIBS).map(Rib::undrawn).sum();
        says.push(counted(Phrase::FishboneLeftOut, undrawn));
        says.push(counted(Phrase::FishboneRibsLeftOut, self.ribs.len().saturating_sub(layout::RIBS)));
        says
    }
}

impl Rib {
    fn says(&self, language: Language) -> String {
        let causes: Vec<String> = self.causes.iter().map(|cause| cause.says(language)).collect();
        let causes = match causes.is_empty() {
            true => language.say(Phrase::FishboneNoCauses).to_owned(),
            false => causes.join(language.say(Phrase::Semicolon)),
        };
        language.fill(Phrase::FishboneRib, [&clean(&self.name), &causes])
    }

    /// How many causes, of whatever depth, have no room.
    fn undrawn(&self) -> usize {
        let beyond = self.causes.iter().skip(layout::CAUSES).map(|cause| 1 + cause.causes.len()).sum::<usize>();
        let below = self.causes.iter().take(layout::CAUSES);
        beyond + below.map(|cause| cause.causes.len().saturating_sub(layout::SUB_CAUSES)).sum::<usize>()
    }
}

impl Cause {
    fn says(&self, language: Language) -> String {
        let own = found(&self.text, self.verdict, language);
        if self.causes.is_empty() {
            return own;
        }
        let causes: Vec<String> = self.causes.iter().map(|one| found(&one.text, one.verdict, language)).collect();
        language.fill(Phrase::FishboneSubCauses, [&own, &causes.join(language.say(Phrase::Comma))])
    }
}

impl Verdict {
    const ALL: [Self; 3] = [Self::Confirmed, Self::Rejected, Self::Open];

    fn word(self) -> Phrase {
        match self {
            Self::Confirmed => Phrase::Confirmed,
            Self::Rejected => Phrase::Rejected,
            Self::Open => Phrase::Open,
        }
    }

    fn mark(self) -> Mark {
        match self {
            Self::Confirmed => Mark::Tick,
            Self::Rejected => Mark::Cross,
            Self::Open => Mark::Ring,
        }
    }

    fn pen(self) -> Pen {
        match self {
            Self::Confirmed => solid(INK, 2.4),
            Self::Rejected => dashed(AXIS, 1.3, "4 3"),
            Self::Open => solid(STRONG, 1.2),
        }
    }

    /// Letters say it too; they are no wider than those by which the layout measures, which are bold.
    fn font(self, font: Font) -> Font {
        match self {
            Self::Confirmed => font.bold(),
            Self::Rejected => Font { colour: SOFT, ..font }.effect(Effect::Struck),
            Self::Open => font,
        }
    }
}

fn found(text: &str, verdict: Verdict, language: Language) -> String {
    language.fill(Phrase::FishboneCause, [&clean(text), language.say(verdict.word())])
}

fn twig(svg: &mut Svg, twig: &Twig, language: Language) {
    svg.group(&found(&twig.text.whole, twig.verdict, language), |svg| {
        svg.line(twig.from, twig.to, twig.verdict.pen());
        marked(svg, &twig.text, twig.verdict, CAUSE, 12.0);
    });
    for sub in &twig.causes {
        let y = sub.text.place.y + 8.0;
        let corner = point(sub.text.place.x - layout::ELBOW, y);
        let mut elbow = Path::default();
        elbow.piece([point(corner.x, twig.from.y), corner, point(sub.text.place.x - 1.0, y)]);
        match sub.verdict {
            Some(verdict) => svg.group(&found(&sub.text.whole, verdict, language), |svg| {
                svg.path(&elbow, "none", Some(Pen { width: 1.0, ..verdict.pen() }));
                marked(svg, &sub.text, verdict, SUB_CAUSE, 12.0);
            }),
            None => label(svg, &sub.text, MORE, sub.text.place.x, 12.0),
        }
    }
}

fn marked(svg: &mut Svg, text: &Label, verdict: Verdict, font: Font, first: f64) {
    verdict.mark().draw(svg, point(text.place.x + 6.0, text.place.y + 8.0));
    label(svg, text, verdict.font(font), text.place.x + layout::MARK, first);
}

/// The lines of a label from `x`, the first one `first` below its top.
fn label(svg: &mut Svg, label: &Label, font: Font, x: f64, first: f64) {
    let whole = label.is_cut().then_some(label.whole.as_str());
    let step = font.size + layout::LEADING;
    for (at, line) in label.lines.iter().enumerate() {
        let place = point(x, label.place.y + first + step * at as f64);
        svg.cut_text(place, font, line, whole.unwrap_or(line));
    }
}

fn arrow(svg: &mut Svg, tip: Point, fill: &str) {
    let points = [(0.0, 0.0), (-13.0, -7.0), (-13.0, 7.0)];
    svg.path(&Path::closed(points.map(|(x, y)| point(tip.x + x, tip.y + y))), fill, None);
}
