"""Data: tables from generators and files, and the recipe that makes them ready for a network."""

from scratchstudio.data.editing import with_row, without_row
from scratchstudio.data.encoding import ColumnCode
from scratchstudio.data.formats import DELIMITERS, TableFormat, detect_format
from scratchstudio.data.generators import CLASSES, GENERATORS, MOST_NOISE, MOST_SAMPLES, Generator
from scratchstudio.data.picture import LEAST_SIDE, Picture, pixel_names
from scratchstudio.data.picture_folder import SIDES, USUAL_SIDE, read_pictures
from scratchstudio.data.pictures import picture_table
from scratchstudio.data.prepared import Encoded, Prepared, Task, encode
from scratchstudio.data.preparing import prepare
from scratchstudio.data.reading import Preview, preview, read_table
from scratchstudio.data.recipe import Recipe, suggest_recipe, wants_scaling
from scratchstudio.data.scaling import Scaling, fit_scaling
from scratchstudio.data.sources import (
    SAMPLES,
    GeneratedSource,
    Sample,
    SampleSource,
    Source,
    TableSource,
)
from scratchstudio.data.table import (
    MOST_CATEGORIES,
    Column,
    ColumnKind,
    KeptSplit,
    Table,
    as_category,
)

__all__ = [
    "CLASSES",
    "DELIMITERS",
    "GENERATORS",
    "LEAST_SIDE",
    "MOST_CATEGORIES",
    "MOST_NOISE",
    "MOST_SAMPLES",
    "SAMPLES",
    "SIDES",
    "USUAL_SIDE",
    "Column",
    "ColumnCode",
    "ColumnKind",
    "Encoded",
    "GeneratedSource",
    "Generator",
    "KeptSplit",
    "Picture",
    "Prepared",
    "Preview",
    "Recipe",
    "Sample",
    "SampleSource",
    "Scaling",
    "Source",
    "Table",
    "TableFormat",
    "TableSource",
    "Task",
    "as_category",
    "detect_format",
    "encode",
    "fit_scaling",
    "picture_table",
    "pixel_names",
    "prepare",
    "preview",
    "read_pictures",
    "read_table",
    "suggest_recipe",
    "wants_scaling",
    "with_row",
    "without_row",
]
