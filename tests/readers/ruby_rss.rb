# Prints what Ruby's validating parser reads in the feeds at these URLs.
require "json"
require "net/http"
require "rss"

found = ARGV.to_h do |url|
  feed = RSS::Parser.parse(Net::HTTP.get(URI(url)), validate: true)
  raise "#{url} isn't a feed" unless feed
  items = feed.items.map do |item|
    if url.end_with?("atom.xml")
      link = item.links.find { |each| each.rel.nil? || each.rel == "alternate" }
      [item.id.content, item.title.content, link&.href, item.published.content.getutc.xmlschema]
    else
      [item.guid.content, item.title, item.link, item.pubDate.getutc.xmlschema]
    end
  end
  [url, items]
end
puts JSON.generate(found)
