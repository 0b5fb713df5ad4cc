package redoubt.signatures.attestation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as conditions see it: whole numbers of 64 bits are int, others double. */
final class Values {
  private Values() {}

  /** Empty for anything that is no object. */
  static Map<String, Object> object(JsonNode json) {
    Map<String, Object> map = new LinkedHashMap<>();
    json.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
    return Collections.unmodifiableMap(map);
  }

  private static Object value(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT -> object(json);
      case ARRAY -> {
        List<Object> list = new ArrayList<>();
        json.forEach(one -> list.add(value(one)));
        yield Collections.unmodifiableList(list);
      }
      case STRING -> json.textValue();
      case BOOLEAN -> json.booleanValue();
      case NUMBER ->
          json.isIntegralNumber() && json.canConvertToLong()
              ? (Object) json.longValue()
              : (Object) json.doubleValue();
      case NULL, MISSING, BINARY, POJO -> NullValue.NULL_VALUE;
    };
  }
}
