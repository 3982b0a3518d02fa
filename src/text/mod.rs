//! Text before meaning: masking, normalisation, turns of dialogues, clauses, tokens. Knows words of `dicts/` only as tables of characters and words.

pub mod characters;
pub mod clause;
mod markup;
pub mod mask;
pub mod normalize;
pub mod segment;
pub mod turns;
