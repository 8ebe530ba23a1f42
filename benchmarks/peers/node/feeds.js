// What one would write in an afternoon: every topic's newest records as feeds, with gray-matter and feed.
// No check, no index, no sanitising; everything is read and written at every run.
//
//     node feeds.js RECORDS OUTPUT

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { Feed } from "feed";
import matter from "gray-matter";

const BASE = "https://example.org/feeds/";
const TITLE = "Records";
const LIMIT = 50;

/** The published records, the newest first, each with its body as `content`. */
function records(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    // Given any options, gray-matter keeps no copy of every text it has seen.
    .map((name) => matter(readFileSync(join(folder, name), "utf8"), {}))
    .filter(({ data }) => data.published === true)
    .map(({ data, content }) => ({ ...data, content: content.trim() || data.excerpt }))
    .sort((one, other) => other.publishedDateTime - one.publishedDateTime);
}

/** Write a feed in three formats. */
function write(folder, title, shown) {
  mkdirSync(folder, { recursive: true });
  const url = `${BASE}${basename(folder)}/`;
  const feed = new Feed({
    id: url,
    link: url,
    title,
    description: title,
    updated: shown[0].publishedDateTime,
    author: { name: TITLE },
    feedLinks: { atom: `${url}atom.xml`, rss: `${url}rss.xml`, json: `${url}feed.json` },
  });
  for (const record of shown) {
    feed.addItem({
      id: record.webUrl,
      link: record.webUrl,
      title: record.title,
      description: record.excerpt,
      content: record.content,
      date: record.publishedDateTime,
      published: record.publishedDateTime,
      image: record.images[0].url,
      category: record.topics.map((name) => ({ name, term: name })),
    });
  }
  writeFileSync(join(folder, "atom.xml"), feed.atom1());
  writeFileSync(join(folder, "rss.xml"), feed.rss2());
  writeFileSync(join(folder, "feed.json"), feed.json1());
}

const [source, output] = process.argv.slice(2);
const found = records(source);
const topics = new Map();
for (const record of found) {
  for (const topic of record.topics) {
    if (!topics.has(topic)) topics.set(topic, []);
    topics.get(topic).push(record);
  }
}
write(join(output, "all"), TITLE, found.slice(0, LIMIT));
for (const [topic, listed] of topics) {
  write(join(output, topic.toLowerCase().replaceAll(" ", "-")), `${TITLE}: ${topic}`, listed.slice(0, LIMIT));
}
