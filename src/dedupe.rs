//! Copies (being written).
