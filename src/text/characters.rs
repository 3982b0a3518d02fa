//! Parts of a text by places counted in characters, without counting from its start for each of them.

/// Characters from one noted place to the next.
const STEP: usize = 32;

/// A text with the places of some of its characters.
#[derive(Debug)]
pub struct Characters<'t> {
    text: &'t str,
    /// Byte offsets of the characters 0, 32, 64 …
    marks: Vec<usize>,
}

impl<'t> Characters<'t> {
    /// Notes the places of a text.
    pub fn of(text: &'t str) -> Self {
        Self { text, marks: text.char_indices().map(|(at, _)| at).step_by(STEP).collect() }
    }

    /// Characters `start..end`, or as many of them as there are.
    pub fn part(&self, start: u32, end: u32) -> &'t str {
        let from = self.byte(start as usize);
        &self.text[from..self.byte(end as usize).max(from)]
    }

    fn byte(&self, at: usize) -> usize {
        let Some(mark) = self.marks.get(at / STEP) else { return self.text.len() };
        let behind = &self.text[*mark..];
        mark + behind.char_indices().nth(at % STEP).map_or(behind.len(), |(i, _)| i)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_counting_gives() {
        let text = "好a𝕏é的😀".repeat(23);
        let parts = Characters::of(&text);
        let length = u32::try_from(text.chars().count()).unwrap();
        for (start, end) in
            [(0, 0), (0, 1), (31, 33), (32, 64), (5, length), (length, length), (length - 1, length + 9)]
        {
            let counted: String = text.chars().skip(start as usize).take((end - start) as usize).collect();
            assert_eq!(parts.part(start, end), counted, "{start}..{end}");
        }
        assert_eq!((parts.part(7, 3), Characters::of("").part(0, 4)), ("", ""));
    }
}
