package dev.contextbudget.dialect.translate;

import dev.contextbudget.dialect.json.JsonWriter;
import java.util.Map;

/** Writes a request as the body of one API. For one body. */
abstract class PlainWriter {
  final Target target;
  final Losses losses;
  final JsonWriter out;

  PlainWriter(Target target) {
    this.target = target;
    this.losses = target.losses();
    this.out = target.out();
  }

  /** Writes a body; what this API has no place for is a loss. */
  final void write(PlainRequest request) {
    CallNames names = new CallNames(request.messages());
    target.check(request, names);
    out.beginObject();
    members(request, names);
    out.endObject();
  }

  /** Writes the members of the body. */
  abstract void members(PlainRequest request, CallNames names);

  final void settings(String place, Map<Setting, Given> settings) {
    SettingPlaces.write(target.format(), place, settings, out);
  }

  final boolean hasSettings(String place, Map<Setting, Given> settings) {
    return SettingPlaces.hasAny(target.format(), place, settings);
  }
}
