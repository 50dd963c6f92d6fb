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

macro_rules! from_fragments {
    ($one:block $two:block $first:item $second:item) => {
        struct Fragments;

        #[measured(max_s = 100)]
        impl Fragments {
            fn one(&self) -> u8 $one

            fn two<const N: usize>(&self, list: [u8; N]) -> u8
            where
                [u8; N]: Sized,
            {
                list[0]
            }

            async fn three(&self) -> u8 $one

            fn four() -> u8 $two
        }

        #[measured(max_s = 100)]
        mod fragments {
            #[inline]
            $first
            $second

            pub(super) trait Two {
                fn two(&self) -> u8 $two
                fn three(&self) -> u8;
            }
        }
    };
}

from_fragments! {
    {
        1
    }
    {
        2
    }
    pub(super) fn first() -> u8 {
        3
    }
    pub(super) fn second() -> u8 {
        4
    }
}

impl fragments::Two for Fragments {
    fn three(&self) -> u8 {
        5
    }
}

#[test]
fn functions_out_of_fragments() {
    use fragments::Two;
    assert_eq!(once(|| Fragments.one()), 1);
    assert_eq!(once(|| Fragments.two([6])), 6);
    assert_eq!(once(|| block_on(Fragments.three())), 1);
    assert_eq!(once(Fragments::four), 2);
    assert_eq!(once(fragments::first), 3);
    assert_eq!(once(fragments::second), 4);
    // Twice: clippy says of the bare one alone that it is called once, see `lints`.
    assert_eq!(once(|| Two::two(&Fragments)), 2);
    assert_eq!(once(|| <Fragments as Two>::two(&Fragments)), 2);
    assert_eq!(Two::three(&Fragments), 5);
}
