"""What is the page's is masked, what is the report's never."""

from __future__ import annotations

import pytest

from detente.reading.boilerplate import blanked, boilerplate, is_boilerplate

PAGE = """- Advertisement -
ADVERTISEMENT
Please enter your comment!
Please enter your name here
This site uses Akismet to reduce spam. Learn how your comment data is processed.
Subscribe to our newsletter
Sign up here to get the latest news delivered directly to your inbox.
Sign up for our daily newsletter and never miss a story.
Share this:
Share on Facebook
Facebook Twitter WhatsApp Telegram
Related articles
Read more: Mill closes after a hundred years
You may also like
Leave a Reply Cancel reply
Your email address will not be published. Required fields are marked *
Save my name, email, and website in this browser for the next time I comment.
3 Comments
We use cookies to improve your experience.
By continuing to use this site you agree to our cookie policy.
© 2031 Valley Post. All rights reserved.
Copyright 2031 Valley Post
Follow us on Twitter
Click here to read the full story
Support independent journalism
Tags: dams, rivers
Log in
Back to top
Jane Doe is a reporter for the Valley Post who covers rivers.
https://valley.example/report""".splitlines()

REPORT = """Copyright talks between Aldia and Borland resumed on Monday.
The minister asked readers to subscribe to the newsletter of her ministry.
Aldia will share this burden with Borland, the minister said.
Comments by the envoy were not welcome in Port Merrin.
The advertisement cost the party two million crowns.
Follow-up talks are planned for May.
“Share this with your neighbours,” the mayor said.
Cookies from Aldia are popular in Borland, and the tariff hurt.
The Post
Related disputes over water have lasted for decades.
Sign-up for the border programme began on Sunday.
More news agencies reported the deal.
The site uses water from the river.
Email traffic between the two ministries stopped in March.
Home rule for the valley was promised in 1956.""".splitlines()


@pytest.mark.parametrize("line", PAGE)
def test_lines_of_the_page_are_masked(line: str) -> None:
    assert is_boilerplate(line, last=True)


@pytest.mark.parametrize("line", REPORT)
def test_sentences_that_mention_such_things_are_not(line: str) -> None:
    assert not is_boilerplate(line, last=True)


def test_offsets_stay_true() -> None:
    text = "Aldia refused.\r\n\r\n  - Advertisement -  \r\nBorland agreed.\n"
    (masked,) = boilerplate(text)
    assert masked.of(text) == "- Advertisement -"
    clean = blanked(text, (masked,))
    assert len(clean) == len(text)
    assert clean.index("Borland") == text.index("Borland")
    assert "Advert" not in clean


def test_a_list_of_other_headlines_is_masked_up_to_the_next_paragraph() -> None:
    text = (
        "Aldia refused.\n\nRelated articles\nMill closes\nBridge opens\n\nThe next part\n\nIt did."
    )
    assert [s.of(text) for s in boilerplate(text)] == [
        "Related articles", "Mill closes", "Bridge opens"]  # fmt: skip


def test_long_lines_take_no_long_time() -> None:
    for line in ("share " * 50_000, "a" * 200_000, "the and to " * 20_000, '"' * 100_000):
        assert len(boilerplate(line)) <= 1
