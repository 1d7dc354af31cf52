//! How cells look.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

/// What a cell is, and so how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Title,
    Caption,
    Header,
    Label,
    Note,
    Empty,
    Text,
    /// A text that begins like a formula; it stays a text when somebody edits it.
    Quoted,
    Whole,
    Decimals,
    Share,
    Change,
    /// A change that chance alone does not explain.
    SureChange,
    Minute,
    Second,
}

const STRONG: u32 = 0x001D_4E79;
const SOFT: u32 = 0x004A_5764;
const WASH: u32 = 0x00EE_F3F8;
const LINE: u32 = 0x00D3_DAE1;

impl Look {
    pub(super) fn format(self) -> Format {
        let plain = Format::new().set_align(FormatAlign::Top);
        let cell = || {
            Format::new()
                .set_align(FormatAlign::Top)
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(LINE)
        };
        match self {
            Self::Title => plain.set_bold().set_font_size(14).set_font_color(STRONG),
            Self::Caption => plain.set_bold().set_font_size(12).set_font_color(STRONG),
            Self::Header => Format::new()
                .set_bold()
                .set_text_wrap()
                .set_background_color(WASH)
                .set_align(FormatAlign::Bottom)
                .set_border_bottom(FormatBorder::Medium)
                .set_border_bottom_color(STRONG),
            Self::Label => plain.set_font_color(SOFT),
            Self::Note => plain.set_font_color(SOFT),
            Self::Empty => cell(),
            Self::Text => cell().set_text_wrap().set_align(FormatAlign::Left).set_num_format("@"),
            Self::Quoted => cell().set_text_wrap().set_align(FormatAlign::Left).set_num_format("@").set_quote_prefix(),
            Self::Whole => cell().set_num_format("#,##0"),
            Self::Decimals => cell().set_num_format("#,##0.00"),
            Self::Share => cell().set_num_format("0.0%"),
            Self::Change => cell().set_num_format("+0.0%;-0.0%;0.0%"),
            Self::SureChange => cell().set_num_format("+0.0%;-0.0%;0.0%").set_bold(),
            Self::Minute => cell().set_num_format("yyyy-mm-dd hh:mm").set_align(FormatAlign::Left),
            Self::Second => cell().set_num_format("yyyy-mm-dd hh:mm:ss").set_align(FormatAlign::Left),
        }
    }
}
