"""All browser tests against one server and one browser, those first that need the seed as it was."""

import sys
import unittest

import crawl_tests
import desk_tests
import hostile_tests
import journey_tests
import page_tests
from scene import PICTURES, stop

MODULES = [crawl_tests, page_tests, journey_tests, desk_tests, hostile_tests]

if __name__ == "__main__":
    suite = unittest.TestSuite(unittest.defaultTestLoader.loadTestsFromModule(module) for module in MODULES)
    try:
        result = unittest.TextTestRunner(verbosity=2).run(suite)
    finally:
        stop()
    print(f"pictures of every page and step: {PICTURES}")
    sys.exit(not result.wasSuccessful())
