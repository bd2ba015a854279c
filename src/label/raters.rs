//! Several raters' labels as one.

use ndarray::{Array3, Array4, Axis};

use super::check;
use crate::batch::{Real, foreground, outcomes, pixels};
use crate::error::{Error, Result};

/// How raters who disagree make one label.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// The class with the most votes takes all; of equals, the one with the lowest index.
    Majority,
    /// Every rater counts the same: the mean of their one-hot labels.
    Uniform,
    /// The mean with one weight per rater, 0 or more; they need not sum to 1.
    Weighted(Vec<f64>),
}

/// The label of several raters, `[B, C, H, W]`: per pixel the share of votes of every class, or
/// by majority 1 for the class with the most.
///
/// `labels` holds each rater's class indices below `classes`, `[B, H, W]`, and `void` where the
/// rater has no opinion. A rater does not count at such a pixel, and the others' weights grow
/// accordingly; a pixel at which no rater counts (none has an opinion, or those who do have
/// weight 0) is void, all zero.
///
/// Source: the rules by which Wang et al., *Jaccard Metric Losses* and *Dice Semimetric Losses*
/// (2023), combine raters.
///
/// ```
/// use loss_playground::label::{Rule, raters};
/// use ndarray::{array, s};
///
/// let labels = [array![[[0]]], array![[[1]]], array![[[1]]]];
/// let soft = raters::<f64>(&labels, 2, None, &Rule::Weighted(vec![2.0, 1.0, 1.0]))?;
/// assert_eq!(soft.slice(s![0, .., 0, 0]), array![0.5, 0.5]);
/// # Ok::<(), loss_playground::Error>(())
/// ```
///
/// # Errors
/// If there is no rater, class or pixel, shapes differ, an index is neither below `classes` nor
/// `void`, or the weights are not one number of 0 or more per rater, with one above 0.
pub fn raters<F: Real>(
    labels: &[Array3<i32>],
    classes: usize,
    void: Option<i32>,
    rule: &Rule,
) -> Result<Array4<F>> {
    let Some(first) = labels.first() else {
        return Err(Error::field(
            "labels",
            "no rater's label was given, but at least one is needed; pass one label per rater",
        ));
    };
    for (i, label) in labels.iter().enumerate() {
        let what = format!("the label of rater {}", i + 1);
        pixels(&what, label, first.shape())?;
        check::label(&what, label, classes, void)?;
    }
    let weights = weights(rule, labels.len())?;
    let (images, height, width) = first.dim();
    let mut votes: Vec<f64> = check::row(outcomes(classes))
        .ok_or_else(|| Error::too_large("the soft label", [images, classes, height, width]))?;
    let mut soft = check::zeros(first.dim(), classes)?;
    let mut opinions: Vec<_> = labels.iter().map(|label| label.iter()).collect();
    for mut y in soft.lanes_mut(Axis(1)) {
        votes.fill(0.0);
        for (opinion, weight) in opinions.iter_mut().zip(&weights) {
            if let Some(index) = opinion.next().filter(|index| Some(**index) != void) {
                votes[*index as usize] += weight;
            }
        }
        decide(&mut votes, rule);
        for (c, y) in y.iter_mut().enumerate() {
            *y = F::of(votes[foreground(c, classes) as usize]);
        }
    }
    Ok(soft)
}

/// From votes to probabilities, in place; no votes stay none.
fn decide(votes: &mut [f64], rule: &Rule) {
    let total: f64 = votes.iter().sum();
    if total == 0.0 {
        return;
    }
    if let Rule::Majority = rule {
        let most = votes.iter().fold(0.0, |most: f64, vote| most.max(*vote));
        let winner = votes.iter().position(|vote| *vote == most);
        for (index, vote) in votes.iter_mut().enumerate() {
            *vote = f64::from(u8::from(Some(index) == winner));
        }
    } else {
        votes.iter_mut().for_each(|vote| *vote /= total);
    }
}

/// One weight per rater, the largest being 1: so their sum stays finite.
fn weights(rule: &Rule, raters: usize) -> Result<Vec<f64>> {
    let Rule::Weighted(weights) = rule else {
        return Ok(vec![1.0; raters]);
    };
    if weights.len() != raters {
        return Err(Error::Shape {
            what: "weights".into(),
            given: format!("length {}", weights.len()),
            expected: raters.to_string(),
            hint: "pass one weight per rater",
        });
    }
    let fits = |weight: f64| weight >= 0.0 && weight.is_finite();
    if let Some((index, given)) = weights.iter().enumerate().find(|(_, w)| !fits(**w)) {
        return Err(Error::Number {
            what: "weights".into(),
            given: given.to_string(),
            index,
            shape: vec![raters],
            expected: "a rater's weight must be a number of 0 or more".into(),
        });
    }
    let largest = weights.iter().fold(0.0, |a: f64, b| a.max(*b));
    if largest == 0.0 {
        return Err(Error::field(
            "weights",
            "all weights are 0, so that no rater counts; pass at least one above 0",
        ));
    }
    Ok(weights.iter().map(|weight| weight / largest).collect())
}
