#!/usr/bin/env perl
# Prints the lines of server/src/main/resources/dev/contextbudget/tokenizer/form/unicode-9-canonical.txt from Perl's own
# copy of the Unicode Character Database. What a character has once been given there never changes
# (https://www.unicode.org/policies/stability_policy.html), so any Perl of Unicode 9 or later prints the same.
use strict;
use warnings;
use Unicode::UCD 'charinfo';

my (@marks, @mappings);
for my $code (grep { $_ < 0xD800 || $_ > 0xDFFF } 0 .. 0x10FFFF) {
  my $char = chr $code;
  next if $char !~ /\p{In=9.0}/ || $char =~ /\p{Block=Hangul_Syllables}/;
  if ($char =~ /\P{ccc=0}/) {
    my $class = charinfo($code)->{combining};
    if (@marks && $marks[-1][1] == $code - 1 && $marks[-1][2] == $class) {
      $marks[-1][1] = $code;
    } else {
      push @marks, [$code, $code, $class];
    }
  }
  if ($char =~ /\p{dt=can}/) {
    my $how = $char =~ /\p{Comp_Ex}/ ? 'D' : 'C';
    push @mappings, sprintf "%s %04X %s\n", $how, $code, charinfo($code)->{decomposition};
  }
}
print map { sprintf "M %04X %04X %X\n", @$_ } @marks;
print @mappings;
