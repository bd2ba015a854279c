//! The experiments' tabs: short, so that they stand in one row where there is room.

pub(in crate::page) const NEAR_TARGET: &str = "Near the target";
pub(in crate::page) const PATH: &str = "Path";
pub(in crate::page) const LANDSCAPE: &str = "Landscape";
pub(in crate::page) const SWEEP: &str = "Sweep";
pub(in crate::page) const REDUCTIONS: &str = "Reductions";
pub(in crate::page) const AXIOMS: &str = "Axioms";
pub(in crate::page) const VECTOR: &str = "Rⁿ";
pub(in crate::page) const RACE: &str = "Race";
