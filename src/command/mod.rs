//! The commands: each a short file that joins the rooms.

pub mod train;
