use super::format::Format;
use super::keymap::Key;
use super::look::Look;
use super::overlay::{Extent, Overlay};
use super::tabs::{self, Tab};
use super::world::{Cx, Desk, Notice, Opening, World};
use crate::value::Scope;
use ratatui::layout::Rect;
use std::collections::BTreeMap;

/// All that the screen knows.
pub struct Model {
    pub world: World,
    pub tabs: Vec<Tab>,
    /// The tab that is shown.
    pub tab: usize,
    pub overlays: Vec<Standing>,
    pub notice: Option<Notice>,
    /// Keys that have begun a command of several.
    pub chord: Vec<Key>,
    pub desk: Desk,
    pub screen: Rect,
    last_overlay: u32,
}

/// What stands over the tab, with its number and its place.
pub struct Standing {
    pub id: u32,
    pub overlay: Box<dyn Overlay>,
    pub area: Rect,
}

/// The parts of the screen, from the top.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    pub header: Rect,
    pub body: Rect,
    pub line: Rect,
    pub hints: Rect,
}

impl Model {
    pub fn new(look: Look) -> Model {
        let world = World {
            format: Format::new(look.language, &look.currency),
            look,
            opening: Opening::Waiting,
            overview: None,
            scope: Scope::default(),
            now: None,
            runs: Vec::new(),
            drafts: BTreeMap::new(),
        };
        Model {
            world,
            tabs: tabs::all(),
            tab: 0,
            overlays: Vec::new(),
            notice: None,
            chord: Vec::new(),
            desk: Desk::default(),
            screen: Rect::new(0, 0, 80, 24),
            last_overlay: 0,
        }
    }

    /// The parts of the screen: a narrow one needs a line more for its header.
    pub fn frame(&self) -> Frame {
        let Rect { width, height, .. } = self.screen;
        let header = if width >= WIDE { 2 } else { 3 }.min(height);
        let feet = 2.min(height - header);
        let line = |y: u16, height: u16| Rect { x: 0, y, width, height };
        Frame {
            header: line(0, header),
            body: line(header, height - header - feet),
            line: line(height - feet, feet / 2),
            hints: line(height - feet / 2, feet / 2),
        }
    }

    pub fn shown_tab(&mut self) -> &mut Tab {
        &mut self.tabs[self.tab]
    }

    /// Lets a part act: the tab that is shown, or what stands over it.
    pub(super) fn on_tab<T>(&mut self, act: impl FnOnce(&mut Tab, &mut Cx<'_>) -> T) -> T {
        let mut cx = Cx { world: &self.world, desk: &mut self.desk };
        act(&mut self.tabs[self.tab], &mut cx)
    }

    pub(super) fn on_overlay<T>(&mut self, at: usize, act: impl FnOnce(&mut Standing, &mut Cx<'_>) -> T) -> Option<T> {
        let mut cx = Cx { world: &self.world, desk: &mut self.desk };
        self.overlays.get_mut(at).map(|standing| act(standing, &mut cx))
    }

    pub(super) fn stand(&mut self, overlay: Box<dyn Overlay>) {
        self.last_overlay += 1;
        let id = self.last_overlay;
        self.overlays.push(Standing { id, overlay, area: Rect::default() });
        self.on_overlay(self.overlays.len() - 1, |standing, cx| standing.overlay.opened(id, cx));
    }

    /// Gives every part its place on the screen, and asks for what it then shows.
    pub(super) fn settle(&mut self) {
        let body = self.frame().body;
        self.on_tab(|tab, _| tab.fit(body));
        for at in 0..self.overlays.len() {
            let area = self.area_of(at, body);
            let standing = &mut self.overlays[at];
            standing.area = area;
            let extent = standing.overlay.extent(&self.world, body.width);
            standing.overlay.fit(inner(area, extent));
        }
        if self.world.opening == Opening::Open {
            self.on_tab(|tab, cx| tab.ask(cx));
            for at in 0..self.overlays.len() {
                self.on_overlay(at, |standing, cx| {
                    let at = super::world::PaneAt::Overlay(standing.id);
                    standing.overlay.fetch(at, cx);
                });
            }
        }
    }

    fn area_of(&self, at: usize, body: Rect) -> Rect {
        match self.overlays[at].overlay.extent(&self.world, body.width) {
            Extent::Full => body,
            Extent::Box { width, height } => {
                let (width, height) = ((width + 4).min(body.width), (height + 2).min(body.height));
                let x = body.x + (body.width - width) / 2;
                let y = body.y + (body.height - height) / 3;
                Rect { x, y, width, height }
            }
            Extent::Foot { height } => {
                let height = (height + 2).min(body.height);
                Rect { y: body.bottom() - height, height, ..body }
            }
        }
    }
}

/// From this width on the header has room for stages and filter in one line.
const WIDE: u16 = 150;

/// The part of an overlay's area that is inside its frame; what fills the screen has none.
pub(super) fn inner(area: Rect, extent: Extent) -> Rect {
    match extent {
        Extent::Full => area,
        _ => Rect {
            x: area.x + 2.min(area.width),
            y: area.y + 1.min(area.height),
            width: area.width.saturating_sub(4),
            height: area.height.saturating_sub(2),
        },
    }
}
