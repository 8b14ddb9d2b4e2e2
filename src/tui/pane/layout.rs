//! Which columns stand where.

use super::Pane;
use crate::service::Relation;
use crate::tui::text;
use crate::tui::world::World;
use crate::value::Kind;

/// A text column is not made narrower than this while another is wider; the first, which names the row, than that.
const NARROW: u16 = 14;
const NAME: u16 = 36;

/// Between columns.
pub(super) const GAP: u16 = 2;

/// A column's place on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    /// Its place among the columns that are shown.
    pub column: usize,
    /// Its place in the rows.
    pub at: usize,
    /// From the panel's left edge.
    pub x: u16,
    pub width: u16,
}

impl Pane {
    /// Cells before the first column: the cursor's mark, and that of the chosen row.
    pub(super) fn margin(&self) -> u16 {
        if self.leads { 3 } else { 2 }
    }

    /// A column's header, with its currency and the direction that it is sorted in.
    pub(super) fn header(&self, at: usize, world: &World) -> String {
        let column = &self.table.columns[at];
        let mut header = match self.relation {
            Relation::Console { .. } => text::clean(&column.name),
            _ => text::clean(&world.look.words.column(&column.name)),
        };
        if column.kind == Kind::Money {
            header = format!("{header} {}", world.format.currency_sign());
        }
        if let Some(sort) = self.sort.as_ref().filter(|sort| sort.column == column.name) {
            header.push_str(if sort.descending { " ↓" } else { " ↑" });
        }
        header
    }

    /// The width of each column by its header and the window's cells.
    pub(super) fn natural_widths(&self, world: &World) -> Vec<u16> {
        let width = |at: usize| {
            let cells = self.texts.iter().map(|row| text::width(&row[at]));
            let widest = cells.chain([text::width(&self.header(at, world))]).max().unwrap_or(0);
            u16::try_from(widest).unwrap_or(u16::MAX)
        };
        (0..self.table.columns.len()).map(width).collect()
    }

    /// The columns' places: the first always stands, the others from the leftmost shown, as many as fit. The widest
    /// texts give way first. Where columns are left at the right, their mark has cells of its own.
    pub(super) fn slots(&self) -> Vec<Slot> {
        let slots = self.slots_in(self.width);
        if self.is_cut(&slots) { self.slots_in(self.width.saturating_sub(GAP)) } else { slots }
    }

    /// Whether there are columns to the right of these.
    pub(super) fn is_cut(&self, slots: &[Slot]) -> bool {
        slots.last().is_some_and(|slot| slot.column + 1 < self.shown_columns().len())
    }

    /// Lets columns give way until all fit, as far as there are such.
    pub(super) fn yield_columns(&mut self) {
        self.yielded = 0;
        while self.yielded < self.yields.len() && self.is_cut(&self.slots_of(self.width, 1)) {
            self.yielded += 1;
        }
    }

    fn slots_in(&self, whole: u16) -> Vec<Slot> {
        self.slots_of(whole, self.cursor.left.max(1))
    }

    /// The places on so many cells, from one column on.
    fn slots_of(&self, whole: u16, from: usize) -> Vec<Slot> {
        let shown = self.shown_columns();
        let Some(&first) = shown.first() else { return Vec::new() };
        let room = whole.saturating_sub(self.margin());
        let mut widths = self.narrowed(&shown, room);
        widths[0] = widths[0].min(room);
        let mut slots = vec![Slot { column: 0, at: first, x: self.margin(), width: widths[0] }];
        let mut x = self.margin() + widths[0];
        for column in from..shown.len() {
            let left = whole.saturating_sub(x + GAP);
            // A column that does not fit whole is shown cut only where it is a text, or the first one after the fixed one.
            let can_be_cut = self.is_text(shown[column]) && left >= 8;
            if widths[column] > left && !can_be_cut && (slots.len() > 1 || left == 0) {
                break;
            }
            let width = widths[column].min(left);
            slots.push(Slot { column, at: shown[column], x: x + GAP, width });
            x += GAP + width;
        }
        slots
    }

    fn is_text(&self, at: usize) -> bool {
        self.table.columns[at].kind == Kind::Text
    }

    fn narrowed(&self, shown: &[usize], room: u16) -> Vec<u16> {
        let mut widths: Vec<u16> = shown.iter().map(|at| self.widths.get(*at).copied().unwrap_or(0)).collect();
        let gaps = GAP * (shown.len() as u16).saturating_sub(1);
        let mut excess =
            (widths.iter().map(|w| u32::from(*w)).sum::<u32>() + u32::from(gaps)).saturating_sub(u32::from(room));
        while excess > 0 {
            let texts = (0..shown.len()).filter(|column| self.is_text(shown[*column]));
            let least = |column: usize| if column == 0 { NAME.min(room / 2) } else { NARROW };
            let wide = texts.filter(|column| widths[*column] > least(*column));
            let Some(widest) = wide.max_by_key(|column| widths[*column]) else { break };
            widths[widest] -= 1;
            excess -= 1;
        }
        widths
    }

    /// Scrolls so that the column under the cursor is whole on the screen.
    pub(super) fn scroll_columns(&mut self) {
        let column = self.cursor.column;
        if column == 0 {
            self.cursor.left = 1;
            return;
        }
        self.cursor.left = self.cursor.left.clamp(1, column);
        let is_whole = |pane: &Pane| {
            let slot = pane.slots().into_iter().find(|slot| slot.column == column);
            slot.is_some_and(|slot| slot.width >= pane.widths.get(slot.at).copied().unwrap_or(0).min(NARROW))
        };
        while self.cursor.left < column && !is_whole(self) {
            self.cursor.left += 1;
        }
    }
}
