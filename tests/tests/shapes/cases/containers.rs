//! The attribute above an `impl` block or a module holds for the functions in it.

use super::{measured, once};
use crate::support::{block_on, yield_now};

struct Account {
    balance: i64,
}

#[measured(max_s = 100)]
impl Account {
    const OPENING: i64 = { 2 + 3 };

    fn open() -> Self {
        Self {
            balance: Self::OPENING,
        }
    }

    const fn empty() -> Self {
        Self { balance: 0 }
    }

    /// Adds.
    #[must_use]
    pub(self) fn plus<const N: usize>(mut self, by: [i64; N]) -> Self
    where
        [i64; N]: Sized,
    {
        self.balance += by.iter().sum::<i64>();
        self
    }

    async fn settle(&mut self) -> i64 {
        yield_now().await;
        self.balance
    }
}

const EMPTY: Account = Account::empty();

#[test]
fn inherent_methods() {
    assert_eq!(once(Account::open).balance, 5);
    assert_eq!(once(|| EMPTY.plus([1, 2])).balance, 3);
    assert_eq!(once(|| block_on(Account { balance: 1 }.settle())), 1);
}

#[measured(max_s = 100)]
impl<'a> std::iter::Sum<&'a Account> for Account {
    fn sum<I: Iterator<Item = &'a Account>>(accounts: I) -> Self {
        let balance = accounts.map(|account| account.balance).sum();
        Self { balance }
    }
}

#[test]
fn trait_methods() {
    let all = [Account { balance: 1 }, Account { balance: 2 }];
    let total: Account = once(|| all.iter().sum());
    assert_eq!(total.balance, 3);
}

#[measured(max_s = 100)]
mod ledger {
    //! With documentation of its own.

    use super::Account;

    pub(super) static ENTRIES: [u8; 2] = {
        const ONE: u8 = 1;
        [ONE, 2]
    };

    pub(super) fn total(list: &[Account]) -> i64 {
        list.iter().map(|account| account.balance).sum()
    }

    pub(super) struct Page<const N: usize = { 1 + 1 }>(pub(super) [u8; N]);

    impl Page<{ 1 + 1 }> {
        pub(super) fn first(&self) -> u8 {
            self.0[0]
        }
    }

    pub(super) trait Print {
        fn text(&self) -> String;

        fn line(&self) -> usize {
            7
        }
    }

    impl Print for Page {
        fn text(&self) -> String {
            format!("{:?}", self.0)
        }
    }

    pub(super) mod inner {
        pub(crate) fn deep() -> u8 {
            3
        }
    }

    macro_rules! nothing {
        () => {};
    }
    nothing! {}
}

#[test]
fn functions_of_a_module() {
    use ledger::Print;
    assert_eq!(once(|| ledger::total(&[Account { balance: 4 }])), 4);
    let page = ledger::Page(ledger::ENTRIES);
    assert_eq!(once(|| page.first()), 1);
    assert_eq!(once(|| page.text()), "[1, 2]");
    assert_eq!(once(|| page.line()), 7);
    assert_eq!(once(ledger::inner::deep), 3);
}

struct Mixed;

#[cfg_attr(not(any()), measured(max_s = 100))]
impl Mixed {
    fn covered(&self) -> u8 {
        1
    }
}

#[test]
fn conditional_attribute() {
    assert_eq!(once(|| Mixed.covered()), 1);
}
