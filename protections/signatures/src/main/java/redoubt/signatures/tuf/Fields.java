package redoubt.signatures.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Iterator;
import java.util.Set;

/** Reads fields of files, each in one way only. */
final class Fields {
  private Fields() {}

  /**
   * Refuses what is no object, and one with a field that some readers would take for one of those
   * known: they do not tell upper case from lower case.
   */
  static void require(JsonNode object, Set<String> known) throws BadDocument {
    if (!object.isObject()) {
      throw new BadDocument("It has no object where one belongs.");
    }
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name) && known.stream().anyMatch(name::equalsIgnoreCase)) {
        throw new BadDocument("It has a field that can be read in two ways.");
      }
    }
  }

  static byte[] base64(String text) throws BadDocument {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new BadDocument("It has a value that is no base64.");
    }
  }

  static int positive(JsonNode number, String what) throws BadDocument {
    if (!number.isIntegralNumber() || !number.canConvertToInt() || number.intValue() < 1) {
      throw new BadDocument("It has no " + what + " of 1 or more.");
    }
    return number.intValue();
  }
}
