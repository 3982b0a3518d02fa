//! Cells into values: ratings, times, counts. Every parser is total: what it does not understand is `None`, never a panic and never a guess.
//!
//! Not its job: deciding which column holds what (`columns` does).

mod count;
mod dated;
mod form;
mod parts;
mod points;
mod rating;
mod short;
mod time;

use crate::text::normalize;

pub(super) use count::count;
pub(super) use dated::{TimeWords, Unread};
pub(super) use form::{Form, has_comma, share, sign};
pub(super) use points::{Known, Points, Told};
pub(super) use rating::{RatingWords, is_letter};
pub(super) use short::Short;
pub(super) use time::{DayOrder, day_order_of, time};

/// Half-width form of full-width ASCII and the ideographic blank; anything else as it is.
fn half_width(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        _ => normalize::half_width(c),
    }
}
