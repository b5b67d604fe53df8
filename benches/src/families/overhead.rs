use crate::row::Row;
use crate::{Plan, Result};

pub(crate) fn measure(_: &Plan) -> Result<Vec<Row>> {
    Ok(Vec::new())
}
