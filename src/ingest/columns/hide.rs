//! Names of columns that hold personal data (`13812345678的门店`), as they may be shown.

use super::Columns;

impl Columns {
    /// Hides what is personal in the names. Two names that become one are told apart by a star more.
    pub(in crate::ingest) fn hide(&mut self, hidden: impl Fn(&str) -> String) {
        for i in 0..self.names.len() {
            let mut name = hidden(&self.names[i]);
            if name == self.names[i] {
                continue;
            }
            while self.names.contains(&name) {
                name.push('*');
            }
            if let Some(role) = self.roles.get_mut(i).filter(|role| role.header == self.names[i]) {
                role.header.clone_from(&name);
            }
            self.names[i] = name;
        }
    }
}
