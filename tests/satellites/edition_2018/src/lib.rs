//! A user of edition 2018: `async`, no captures in format strings, arrays iterate by reference.
#![deny(warnings)]
#![allow(array_into_iter)]
#![forbid(unsafe_code)]

use perf_runtime::{monitored_workflow, perf_budget};
use std::cell::RefCell;
use std::fmt::Debug;

pub struct Owner {
    pub seen: RefCell<Vec<u32>>,
}

impl Owner {
    #[perf_budget(max_s = 5.0)]
    pub fn arrays_iterate_by_reference(&self) -> u32 {
        let mut sum = 0;
        for value in [1u32, 2].into_iter() {
            sum += *value;
        }
        sum
    }

    #[perf_budget(max_busy_s = 5.0, max_s = 5.0)]
    pub async fn push<T: Into<u32> + Debug>(
        &self,
        value: T,
    ) -> Result<usize, std::num::TryFromIntError> {
        self.seen.borrow_mut().push(value.into());
        use std::convert::TryFrom;
        let length = u8::try_from(self.seen.borrow().len())?;
        Ok(length.into())
    }
}

// Closures capture whole structs before 2021.
#[perf_budget(max_s = 5.0)]
pub fn captures(pair: (String, String)) -> usize {
    let length = move || pair.0.len();
    std::mem::size_of_val(&length)
}

pub struct Halves {
    pub left: Vec<u32>,
    pub right: Vec<u32>,
}

// And blocks borrow whole arguments.
#[perf_budget(max_s = 5.0)]
pub async fn lent_on(halves: &mut Halves) -> &mut Vec<u32> {
    &mut halves.left
}

#[perf_budget(max_s = 5.0)]
pub async fn lent_again(halves: &mut Halves) -> &mut Halves {
    &mut *halves
}

#[perf_budget(max_s = 5.0)]
pub async fn lent_by_parts(halves: &mut Halves) -> (&mut u32, std::slice::IterMut<'_, u32>) {
    (&mut halves.left[0], halves.right.iter_mut())
}

impl Halves {
    #[perf_budget(max_s = 5.0)]
    pub async fn right(&mut self) -> &mut Vec<u32> {
        &mut self.right
    }
}

#[monitored_workflow(max_s = 5.0)]
pub async fn unit(owner: &Owner) {
    owner.push(1u8).await.unwrap();
}

#[perf_budget(max_s = 5.0)]
pub fn panics_with_a_value(number: u32) -> u32 {
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_behave() {
        let owner = Owner {
            seen: RefCell::new(Vec::new()),
        };
        assert_eq!(owner.arrays_iterate_by_reference(), 3);
        assert_eq!(
            captures(Default::default()),
            std::mem::size_of::<(String, String)>()
        );
        assert_eq!(panics_with_a_value(3), 3);
        block_on(unit(&owner));
        assert_eq!(block_on(owner.push(2u8)).unwrap(), 2);
        let mut halves = Halves {
            left: vec![1],
            right: vec![2, 3],
        };
        block_on(lent_on(&mut halves)).push(4);
        block_on(lent_again(&mut halves)).left.push(5);
        block_on(halves.right()).push(6);
        let (first, rest) = block_on(lent_by_parts(&mut halves));
        assert_eq!((*first, rest.len()), (1, 3));
    }

    fn block_on<T>(future: impl std::future::Future<Output = T>) -> T {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match Box::pin(future).as_mut().poll(&mut context) {
            std::task::Poll::Ready(value) => value,
            std::task::Poll::Pending => unreachable!("nothing here waits"),
        }
    }
}
