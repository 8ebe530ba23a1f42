// Prints what npm's rss-parser reads in the feeds at these URLs.
const [, , folder, ...urls] = process.argv;
const Parser = require(folder);

(async () => {
  const found = {};
  for (const url of urls) {
    const feed = await new Parser().parseURL(url);
    found[url] = feed.items.map((item) => [item.guid ?? item.id, item.title, item.link, item.isoDate]);
  }
  console.log(JSON.stringify(found));
})();
