use super::*;

const PEN: Brush = Brush {
    class: 1,
    size: 1.0,
    hardness: 1.0,
    strength: 1.0,
};

fn area(form: Form, from: (isize, isize), to: (isize, isize)) -> Area {
    Area { form, from, to }
}

fn soft() -> Scene {
    let mut scene = Scene::new(3, 32, 40).unwrap();
    scene.set_hard(false);
    scene
}

#[test]
fn a_rectangle_holds_both_corners_whichever_way_it_is_drawn() {
    for (from, to) in [((3, 5), (9, 12)), ((9, 12), (3, 5)), ((3, 12), (9, 5))] {
        let mut scene = Scene::new(2, 32, 40).unwrap();
        let dirty = scene.draw(Layer::Label, area(Form::Rectangle, from, to), PEN);
        assert_eq!((dirty.x, dirty.y, dirty.width, dirty.height), (5, 3, 8, 7));
        assert_eq!(scene.pixels_of_class(1), 7 * 8);
        assert_eq!(scene.hard_label()[[9, 12]], 1);
    }
}

#[test]
fn an_ellipse_holds_the_centres_within_it() {
    let mut scene = soft();
    let drawn = area(Form::Ellipse, (4, 6), (15, 25));
    scene.draw(Layer::Prediction, drawn, PEN);
    for ((row, column), class) in scene.hard_prediction().indexed_iter() {
        let down = (row as f32 + 0.5 - 10.0) / 6.0;
        let right = (column as f32 + 0.5 - 16.0) / 10.0;
        assert_eq!(*class == 1, down.hypot(right) < 1.0, "{row}, {column}");
    }
}

#[test]
fn hardness_and_strength_count_on_soft_layers_only() {
    let faint = Brush {
        hardness: 0.0,
        strength: 0.5,
        ..PEN
    };
    for form in [Form::Rectangle, Form::Ellipse] {
        let drawn = area(form, (2, 2), (22, 30));
        let mut scene = soft();
        scene.draw(Layer::Label, drawn, faint);
        assert_eq!(
            scene.label()[[1, 12, 16]],
            0.5,
            "full strength in the middle"
        );
        let towards_the_rim: Vec<f32> = (12..=22).map(|row| scene.label()[[1, row, 16]]).collect();
        assert!(towards_the_rim.windows(2).all(|pair| pair[1] < pair[0]));
        assert!(towards_the_rim[10] > 0.0);
        let mut scene = Scene::new(3, 32, 40).unwrap();
        scene.draw(Layer::Label, drawn, faint);
        assert!(scene.label().iter().all(|y| *y == 0.0 || *y == 1.0));
    }
}

#[test]
fn a_regular_area_has_the_longer_side_in_the_same_direction() {
    let regular = |from, to| area(Form::Ellipse, from, to).regular().to;
    assert_eq!(regular((5, 5), (9, 20)), (20, 20));
    assert_eq!(regular((5, 5), (-4, 6)), (-4, 14));
    assert_eq!(regular((5, 5), (6, -7)), (17, -7));
    assert_eq!(regular((5, 5), (5, 5)), (5, 5));
    // Far away is far away, and no overflow.
    assert_eq!(regular((0, 0), (isize::MIN, 0)), (-isize::MAX, isize::MAX));
}

#[test]
fn what_is_outside_the_image_or_the_scene_is_left_alone() {
    let mut scene = soft();
    let all = area(Form::Rectangle, (-7, -3), (isize::MAX, isize::MAX));
    let dirty = scene.draw(Layer::Label, all, PEN);
    assert_eq!(dirty, scene.bounds());
    assert_eq!(scene.pixels_of_class(1), 32 * 40);
    let before = scene.clone();
    let outside = area(Form::Rectangle, (-9, -9), (-2, 50));
    assert!(scene.draw(Layer::Label, outside, PEN).is_empty());
    let unknown = Brush { class: 3, ..PEN };
    assert!(scene.draw(Layer::Label, all, unknown).is_empty());
    assert_eq!(scene, before);
}
