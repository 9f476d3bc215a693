from builder.api import Article as Article
from builder.api import Comparison as Comparison
from builder.api import DigestError as DigestError
from builder.api import Notice as Notice
from builder.api import Saga as Saga
from builder.api import Site as Site
from builder.api import Source as Source
from builder.api import Table as Table
from builder.api import Thread as Thread
from builder.api import load as load

__version__: str
