//! Trait methods, defaults, operators, `Drop`.

use super::{measured, once};
use std::fmt;
use std::ops::{Add, AddAssign, Deref, DerefMut, Index, IndexMut, Neg, Not};
use std::str::FromStr;

trait Shape {
    const SIDES: u32;
    type Unit: Default + PartialEq + fmt::Debug;

    fn area(&self) -> f64;

    #[measured(max_s = 100)]
    fn doubled(&self) -> f64 {
        self.area() * 2.0
    }

    #[measured(max_s = 100)]
    fn unit() -> Self::Unit
    where
        Self: Sized,
    {
        Default::default()
    }

    #[measured(max_s = 100)]
    fn sides(self) -> u32
    where
        Self: Sized,
    {
        Self::SIDES
    }
}

struct Square(f64);

impl Shape for Square {
    const SIDES: u32 = 4;
    type Unit = u8;

    #[measured(max_s = 100)]
    fn area(&self) -> f64 {
        self.0 * self.0
    }
}

#[test]
fn implementation() {
    assert_eq!(once(|| Square(2.0).area()), 4.0);
}

#[test]
fn default_method() {
    struct Fixed;
    impl Shape for Fixed {
        const SIDES: u32 = 0;
        type Unit = ();
        fn area(&self) -> f64 {
            1.5
        }
    }
    assert_eq!(once(|| Fixed.doubled()), 3.0);
}

#[test]
fn default_function_with_associated_items() {
    assert_eq!(once(Square::unit), 0);
    assert_eq!(once(|| Square(1.0).sides()), 4);
}

#[test]
fn dynamic_dispatch() {
    trait Speak {
        #[measured(max_s = 100)]
        fn speak(&self) -> String {
            String::from("default")
        }
    }
    struct Quiet;
    struct Loud;
    impl Speak for Quiet {}
    impl Speak for Loud {
        #[measured(max_s = 100)]
        fn speak(&self) -> String {
            String::from("LOUD")
        }
    }
    let all: [&dyn Speak; 2] = [&Quiet, &Loud];
    assert_eq!(once(|| all[0].speak()), "default");
    assert_eq!(once(|| all[1].speak()), "LOUD");
}

#[test]
fn blanket_implementation() {
    trait Describe {
        fn describe(&self) -> String;
    }
    impl<T: fmt::Debug + ?Sized> Describe for T {
        #[measured(max_s = 100)]
        fn describe(&self) -> String {
            format!("<{self:?}>")
        }
    }
    assert_eq!(once(|| "a".describe()), "<\"a\">");
}

#[test]
fn on_foreign_and_generic_types() {
    trait Total {
        fn total(self) -> u64;
    }
    impl<const N: usize> Total for [u8; N] {
        #[measured(max_s = 100)]
        fn total(self) -> u64 {
            self.into_iter().map(u64::from).sum()
        }
    }
    impl Total for &mut dyn Iterator<Item = u64> {
        #[measured(max_s = 100)]
        fn total(self) -> u64 {
            self.sum()
        }
    }
    impl<A: Total, B: Total> Total for (A, B) {
        #[measured(max_s = 100)]
        fn total(self) -> u64 {
            self.0.total()
        }
    }
    assert_eq!(once(|| [1, 2].total()), 3);
    let iterator: &mut dyn Iterator<Item = u64> = &mut [1_u64, 4].into_iter();
    assert_eq!(once(|| iterator.total()), 5);
}

#[test]
fn generic_methods_of_traits() {
    trait Convert<'a, T> {
        fn convert<U: From<&'a T>>(&self, value: &'a T) -> U;
    }
    struct Plain;
    impl<'a> Convert<'a, String> for Plain {
        #[measured(max_s = 100)]
        fn convert<U: From<&'a String>>(&self, value: &'a String) -> U {
            value.into()
        }
    }
    let text = String::from("a");
    assert_eq!(once(|| Plain.convert::<String>(&text)), "a");
}

#[derive(Debug, Clone, Copy)]
struct Vector([f64; 2]);

impl Add for Vector {
    type Output = Self;
    #[measured(max_s = 100)]
    fn add(self, Self(other): Self) -> Self {
        Self([self.0[0] + other[0], self.0[1] + other[1]])
    }
}

impl AddAssign<f64> for Vector {
    #[measured(max_s = 100)]
    fn add_assign(&mut self, by: f64) {
        self.0.iter_mut().for_each(|x| *x += by);
    }
}

impl Neg for Vector {
    type Output = Self;
    #[measured(max_s = 100)]
    fn neg(self) -> Self::Output {
        Self(self.0.map(|x| -x))
    }
}

impl Not for Vector {
    type Output = bool;
    #[measured(max_s = 100)]
    fn not(self) -> bool {
        self.0 == [0.0, 0.0]
    }
}

impl Index<usize> for Vector {
    type Output = f64;
    #[measured(max_s = 100)]
    fn index(&self, at: usize) -> &f64 {
        &self.0[at]
    }
}

impl IndexMut<usize> for Vector {
    #[measured(max_s = 100)]
    fn index_mut(&mut self, at: usize) -> &mut f64 {
        &mut self.0[at]
    }
}

impl PartialEq for Vector {
    #[measured(max_s = 100)]
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Deref for Vector {
    type Target = [f64];
    #[measured(max_s = 100)]
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Vector {
    #[measured(max_s = 100)]
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl fmt::Display for Vector {
    #[measured(max_s = 100)]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} {})", self.0[0], self.0[1])
    }
}

impl FromStr for Vector {
    type Err = std::num::ParseFloatError;
    #[measured(max_s = 100)]
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self([text.parse()?; 2]))
    }
}

impl From<f64> for Vector {
    #[measured(max_s = 100)]
    fn from(x: f64) -> Self {
        Self([x; 2])
    }
}

#[test]
fn operators() {
    let mut v = Vector([1.0, 2.0]);
    assert_eq!(once(|| v + v).0, [2.0, 4.0]);
    once(|| v += 1.0);
    assert_eq!(v.0, [2.0, 3.0]);
    assert_eq!(once(|| -v).0, [-2.0, -3.0]);
    assert!(!once(|| !v));
    assert!(once(|| v == v.clone()));
}

#[test]
fn indexing_and_dereferencing() {
    let mut v = Vector([1.0, 2.0]);
    assert_eq!(once(|| v[1]), 2.0);
    once(|| v[1] = 5.0);
    assert_eq!(v.0[1], 5.0);
    assert_eq!(once(|| v.iter().count()), 2);
    once(|| v.fill(0.0));
    assert_eq!(v.0, [0.0; 2]);
}

#[test]
fn conversions_and_formatting() {
    assert_eq!(once(|| Vector([1.0, 2.0]).to_string()), "(1 2)");
    assert_eq!(once(|| "1.5".parse::<Vector>()).unwrap().0, [1.5; 2]);
    let converted: Vector = once(|| 2.0.into());
    assert_eq!(converted.0, [2.0; 2]);
}

#[test]
fn iterator() {
    struct Count(u8);
    impl Iterator for Count {
        type Item = u8;
        #[measured(max_s = 100)]
        fn next(&mut self) -> Option<Self::Item> {
            self.0 = self.0.checked_sub(1)?;
            Some(self.0)
        }
    }
    let mut count = Count(2);
    assert_eq!(once(|| count.next()), Some(1));
    assert_eq!(count.collect::<Vec<_>>(), [0]);
}

#[test]
fn destructor() {
    struct Noisy<'a>(&'a mut u8);
    impl Drop for Noisy<'_> {
        #[measured(max_s = 100)]
        fn drop(&mut self) {
            *self.0 += 1;
        }
    }
    let mut dropped = 0;
    once(|| drop(Noisy(&mut dropped)));
    assert_eq!(dropped, 1);
}

#[test]
fn derived_traits_beside_written_ones() {
    #[derive(Debug)]
    struct Id(u8);
    impl Clone for Id {
        #[measured(max_s = 100)]
        fn clone(&self) -> Self {
            Self(self.0)
        }
    }
    impl std::hash::Hash for Id {
        #[measured(max_s = 100)]
        fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
            state.write_u8(self.0);
        }
    }
    assert_eq!(once(|| Id(3).clone()).0, 3);
    let mut state = std::hash::DefaultHasher::new();
    once(|| std::hash::Hash::hash(&Id(1), &mut state));
}

#[test]
fn generic_associated_types() {
    trait Lend {
        type Item<'a>
        where
            Self: 'a;
        fn lend(&mut self) -> Self::Item<'_>;
    }
    impl Lend for Vec<u8> {
        type Item<'a> = &'a mut [u8];
        #[measured(max_s = 100)]
        fn lend(&mut self) -> Self::Item<'_> {
            &mut self[..]
        }
    }
    let mut list = vec![1];
    once(|| list.lend())[0] = 2;
    assert_eq!(list, [2]);
}

#[test]
fn impl_trait_in_traits() {
    trait Numbers {
        fn numbers(&self) -> impl Iterator<Item = u8> + '_;

        #[measured(max_s = 100)]
        fn doubled(&self) -> impl Iterator<Item = u8> {
            self.numbers().map(|x| x * 2)
        }
    }
    struct List(Vec<u8>);
    impl Numbers for List {
        #[measured(max_s = 100)]
        fn numbers(&self) -> impl Iterator<Item = u8> + '_ {
            self.0.iter().copied()
        }
    }
    let list = List(vec![1, 2]);
    assert_eq!(once(|| list.numbers().collect::<Vec<_>>()), [1, 2]);
    struct Fixed;
    impl Numbers for Fixed {
        fn numbers(&self) -> impl Iterator<Item = u8> + '_ {
            [3].into_iter()
        }
    }
    assert_eq!(once(|| Fixed.doubled().collect::<Vec<_>>()), [6]);
}

#[test]
fn unsafe_trait_method() {
    trait Raw {
        /// # Safety
        /// None needed.
        unsafe fn raw(&self) -> u8;
    }
    impl Raw for u8 {
        #[measured(max_s = 100)]
        unsafe fn raw(&self) -> u8 {
            // SAFETY: a reference is a valid pointer.
            unsafe { std::ptr::from_ref(self).read() }
        }
    }
    // SAFETY: nothing is needed.
    assert_eq!(once(|| unsafe { 3_u8.raw() }), 3);
}

#[test]
fn supertraits_and_calls_by_path() {
    trait Base {
        #[measured(max_s = 100)]
        fn base() -> u8 {
            1
        }
    }
    trait Derived: Base + Sized {
        #[measured(max_s = 100)]
        fn derived<T: Base>() -> u8 {
            T::base() + 1
        }
    }
    struct Unit;
    impl Base for Unit {}
    impl Derived for Unit {}
    assert_eq!(once(<Unit as Base>::base), 1);
    assert_eq!(Unit::derived::<Unit>(), 2);
}
