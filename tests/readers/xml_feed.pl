# Prints what Perl's XML::Feed reads in the feeds at these URLs.
use strict;
use warnings;
use JSON::PP;
use URI;
use XML::Feed;

$XML::Atom::ForceUnicode = 1;    # else its texts are bytes

my %found;
for my $url (@ARGV) {
    my $feed = XML::Feed->parse( URI->new($url) ) or die "$url: " . XML::Feed->errstr;
    $found{$url} = [
        map { [ $_->id, $_->title, $_->link, $_->issued->set_time_zone('UTC')->iso8601 . 'Z' ] } $feed->entries
    ];
}
print JSON::PP->new->utf8->encode( \%found );
