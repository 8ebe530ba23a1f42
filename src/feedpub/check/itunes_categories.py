"""Apple's categories of podcasts, today's and those before 2019.

Responsible for the list alone.
"""

from __future__ import annotations


def _table(text: str) -> dict[str, frozenset[str]]:
    """Return a table of categories: one a line, its subcategories after a colon; an indented line goes on."""
    lines = text.strip().replace("\n    ", " ").splitlines()
    pairs = [line.partition(":") for line in lines]
    return {name: frozenset(each.strip() for each in rest.split(",") if rest) for name, _, rest in pairs}


ITUNES_CATEGORIES: dict[str, frozenset[str]] = _table(
    """
Arts: Books, Design, Fashion & Beauty, Food, Performing Arts, Visual Arts
Business: Careers, Entrepreneurship, Investing, Management, Marketing, Non-Profit
Comedy: Comedy Interviews, Improv, Stand-Up
Education: Courses, How To, Language Learning, Self-Improvement
Fiction: Comedy Fiction, Drama, Science Fiction
Government
History
Health & Fitness: Alternative Health, Fitness, Medicine, Mental Health, Nutrition, Sexuality
Kids & Family: Education for Kids, Parenting, Pets & Animals, Stories for Kids
Leisure: Animation & Manga, Automotive, Aviation, Crafts, Games, Hobbies, Home & Garden, Video Games
Music: Music Commentary, Music History, Music Interviews
News: Business News, Daily News, Entertainment News, News Commentary, Politics, Sports News, Tech
    News
Religion & Spirituality: Buddhism, Christianity, Hinduism, Islam, Judaism, Religion, Spirituality
Science: Astronomy, Chemistry, Earth Sciences, Life Sciences, Mathematics, Natural Sciences, Nature,
    Physics, Social Sciences
Society & Culture: Documentary, Personal Journals, Philosophy, Places & Travel, Relationships
Sports: Baseball, Basketball, Cricket, Fantasy Sports, Football, Golf, Hockey, Rugby, Running,
    Soccer, Swimming, Tennis, Volleyball, Wilderness, Wrestling
Technology
True Crime
TV & Film: After Shows, Film History, Film Interviews, Film Reviews, TV Reviews
"""
)
"""Apple's categories since 2019, each with its subcategories."""

OBSOLETE_ITUNES_CATEGORIES: dict[str, frozenset[str]] = _table(
    """
Arts: Literature, Architecture, Photography, Entertainment, Poetry, Theater, Dance
Arts & Entertainment: Architecture, Books, Design, Entertainment, Games, Performing Arts,
    Photography, Poetry, Science Fiction
Audio Blogs
Business: Business News, Careers, Finance, Investing, Management, Management & Marketing, Shopping
Education: Education Technology, Higher Education, K-12, Language Courses, Training
Family
Food
Games & Hobbies: Automotive, Aviation, Hobbies, Other Games, Video Games
Government & Organizations: Local, National, Non-Profit, Regional
Health: Alternative Health, Diet & Nutrition, Fitness & Nutrition, Fitness, Relationships,
    Self-Help, Self-Improvement, Sexuality
International: Australian, Belgian, Brazilian, Canadian, Chinese, Dutch, French, German, Hebrew,
    Italian, Japanese, Norwegian, Polish, Portuguese, Spanish, Swedish
Movies & Television
Music
News & Politics
Politics
Public Radio
Religion & Spirituality: Other
Science
Science & Medicine: Medicine, Natural Sciences, Social Sciences
Society & Culture: History, Gay & Lesbian, International
Sports & Recreation: Amateur, College & High School, Outdoor, Professional
Talk Radio
Technology: Computers, Developers, Gadgets, Information Technology, News, Operating Systems,
    Podcasting, Smart Phones, Software How-To, Tech News, Text/Speech
Transportation: Automotive, Aviation, Bicycles, Commuting
Travel
"""
)
"""Apple's categories before 2019."""
