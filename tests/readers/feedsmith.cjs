// Prints what npm's feedsmith reads in the feeds at these URLs.
const [, , folder, ...urls] = process.argv;
const { parseFeed } = require(folder);

const items = {
  atom: (feed) =>
    (feed.entries ?? []).map((entry) => [
      entry.id,
      entry.title,
      entry.links?.find((link) => (link.rel ?? "alternate") === "alternate")?.href,
      entry.published,
    ]),
  rss: (feed) => (feed.items ?? []).map((item) => [item.guid.value, item.title, item.link, item.pubDate]),
  json: (feed) => (feed.items ?? []).map((item) => [item.id, item.title, item.url, item.date_published]),
};

(async () => {
  const found = {};
  for (const url of urls) {
    const { format, feed } = parseFeed(await (await fetch(url)).text());
    found[url] = items[format](feed);
  }
  console.log(JSON.stringify(found));
})();
