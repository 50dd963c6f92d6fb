//! The figures of a function in each of its tests.

use super::super::validate::check_context;
use super::cursor::Cursor;
use crate::record::{Bucket, ContextSnapshot, Distribution};

/// Reads figures, and keeps the memory that it needs meanwhile.
#[derive(Debug, Default)]
pub(super) struct Figures {
    buckets: Vec<Bucket>,
}

impl Figures {
    /// Reads contexts, which are sound, up to the bracket that ends them.
    pub(super) fn read(
        &mut self,
        cursor: &mut Cursor<'_>,
        contexts: &mut Vec<ContextSnapshot>,
    ) -> Option<()> {
        if cursor.take(b"]").is_some() {
            return Some(());
        }
        loop {
            let context = self.context(cursor)?;
            check_context(&context).ok()?;
            contexts.push(context);
            if cursor.take(b"]").is_some() {
                return Some(());
            }
            cursor.take(b",")?;
        }
    }

    fn context(&mut self, cursor: &mut Cursor<'_>) -> Option<ContextSnapshot> {
        cursor.take(b"{\"context\":")?;
        let context = cursor.plain()?.to_owned();
        cursor.take(b",\"calls\":")?;
        let calls = cursor.unsigned()?;
        cursor.take(b",\"panics\":")?;
        let panics = cursor.unsigned()?;
        cursor.take(b",\"cancelled\":")?;
        let cancelled = cursor.unsigned()?;
        cursor.take(b",\"time\":")?;
        let before = cursor.rest();
        let time = self.distribution(cursor)?;
        let text = &before[..before.len() - cursor.rest().len()];
        cursor.take(b",\"wall\":")?;
        // Away from a limit the judged time is the wall time.
        let wall = match cursor.take(text) {
            Some(()) => time.clone(),
            None => self.distribution(cursor)?,
        };
        cursor.take(b",\"cpu\":")?;
        let cpu = optional(cursor, |cursor| self.distribution(cursor))?;
        cursor.take(b",\"busy\":")?;
        let busy = optional(cursor, |cursor| self.distribution(cursor))?;
        cursor.take(b",\"memory\":")?;
        let memory = optional(cursor, Cursor::value)?;
        cursor.take(b",\"process\":")?;
        let process = optional(cursor, Cursor::value)?;
        cursor.take(b",\"calls_per_run\":")?;
        let calls_per_run = optional(cursor, Cursor::value)?;
        cursor.take(b",\"run_queue_wait_ns\":")?;
        let run_queue_wait_ns = cursor.number()?;
        cursor.take(b",\"unavailable\":")?;
        let unavailable = match cursor.take(b"[]") {
            Some(()) => Vec::new(),
            None => cursor.value()?,
        };
        cursor.take(b"}")?;
        Some(ContextSnapshot {
            context,
            calls,
            panics,
            cancelled,
            time,
            wall,
            cpu,
            busy,
            memory,
            process,
            calls_per_run,
            run_queue_wait_ns,
            unavailable,
        })
    }

    fn distribution(&mut self, cursor: &mut Cursor<'_>) -> Option<Distribution> {
        cursor.take(b"{\"buckets\":[")?;
        self.buckets.clear();
        if cursor.take(b"]").is_none() {
            loop {
                cursor.take(b"[")?;
                let value = cursor.number()?;
                cursor.take(b",")?;
                let count = cursor.unsigned()?;
                cursor.take(b"]")?;
                self.buckets.push(Bucket { value, count });
                if cursor.take(b"]").is_some() {
                    break;
                }
                cursor.take(b",")?;
            }
        }
        cursor.take(b",\"min\":")?;
        let min = cursor.number()?;
        cursor.take(b",\"max\":")?;
        let max = cursor.number()?;
        cursor.take(b",\"sum\":")?;
        let sum = cursor.number()?;
        cursor.take(b"}")?;
        Some(Distribution {
            buckets: self.buckets.clone(),
            min,
            max,
            sum,
        })
    }
}

/// `null`, or what `read` reads.
fn optional<'t, T>(
    cursor: &mut Cursor<'t>,
    read: impl FnOnce(&mut Cursor<'t>) -> Option<T>,
) -> Option<Option<T>> {
    match cursor.take(b"null") {
        Some(()) => Some(None),
        None => read(cursor).map(Some),
    }
}
