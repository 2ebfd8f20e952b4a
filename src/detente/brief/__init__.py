"""The brief: a case and its findings on one page, in plain words.

``story.tell`` turns findings into sentences, ``graph.draw`` into a picture, and
``brief.render`` sets both, with everything they rest on, on one self-contained page.
"""
