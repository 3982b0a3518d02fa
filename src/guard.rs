//! Parsers of others may panic on a file that is damaged on purpose, and writers of others on a full disk: here that becomes an answer. Not for code of ours,
//! whose panics are defects.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What `read` gives; `None` where it panicked. Nothing that it held is used after that.
pub fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_panic_is_an_answer() {
        assert_eq!(super::guarded(|| 5), Some(5));
        assert_eq!(super::guarded(|| Vec::<u8>::new()[3]), None);
    }
}
