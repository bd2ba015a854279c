//! What is said about the images of a batch.

pub(in crate::page) const IMAGES: &str = "Images of the batch";
pub(in crate::page) const IMAGE_KEYS: &str =
    "Arrow keys show another image, with Shift they move it; Delete takes it out.";
pub(in crate::page) const DRAG: &str = "Drag to move";
pub(in crate::page) const ADD_COPY: &str = "Add a copy";
pub(in crate::page) const ADD_EMPTY: &str = "Add an empty image";
pub(in crate::page) const MOVE_BACK: &str = "Move left";
pub(in crate::page) const MOVE_ON: &str = "Move right";
pub(in crate::page) const REMOVE_IMAGE: &str = "Remove image";

/// An image of the batch, counted from 1.
pub(in crate::page) fn image_of(image: usize, count: usize) -> String {
    format!("image {} of {count}", image + 1)
}

/// The same in the name of a file.
pub(in crate::page) fn image_in_name(image: usize) -> String {
    format!("image-{}", image + 1)
}

/// How many images are in a file, in its name.
pub(in crate::page) fn images_in_name(count: usize) -> String {
    format!("{count}-images")
}
