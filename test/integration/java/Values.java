import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Values as JSON: null, true, false and text as such, anything else `[tag, …]`, see tagged.ts. */
class Values {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  static Object decode(JsonNode node, Schema schema) {
    if (node.isNull()) return null;
    if (node.isTextual()) return node.textValue();
    if (node.isBoolean()) return node.booleanValue();
    JsonNode content = node.get(1);
    return switch (node.get(0).textValue()) {
      case "int8" -> Byte.valueOf(content.textValue());
      case "int16" -> Short.valueOf(content.textValue());
      case "int32" -> Integer.valueOf(content.textValue());
      case "int64" -> Long.valueOf(content.textValue());
      case "integer" -> new BigInteger(content.textValue());
      case "float32" -> Float.valueOf(content.textValue());
      case "float64" -> Double.valueOf(content.textValue());
      case "bytes" -> Base64.getDecoder().decode(content.textValue());
      case "decimal" -> new BigDecimal(new BigInteger(content.textValue()), node.get(2).intValue());
      case "date" -> new Date(Long.parseLong(content.textValue()));
      case "array" -> decodeArray(content, schema);
      case "map", "object" -> decodeMap(content, schema);
      case "struct" -> decodeStruct(content, schema);
      default -> throw new IllegalStateException("No such tag: " + node.get(0));
    };
  }

  private static boolean is(Schema schema, Schema.Type type) {
    return schema != null && schema.type() == type;
  }

  private static List<Object> decodeArray(JsonNode items, Schema schema) {
    Schema type = is(schema, Schema.Type.ARRAY) ? schema.valueSchema() : null;
    List<Object> list = new ArrayList<>();
    items.forEach(item -> list.add(decode(item, type)));
    return list;
  }

  private static Map<Object, Object> decodeMap(JsonNode entries, Schema schema) {
    boolean typed = is(schema, Schema.Type.MAP);
    Map<Object, Object> map = new LinkedHashMap<>();
    entries.forEach(entry -> map.put(
        decode(entry.get(0), typed ? schema.keySchema() : null),
        decode(entry.get(1), typed ? schema.valueSchema() : null)));
    return map;
  }

  private static Struct decodeStruct(JsonNode fields, Schema schema) {
    Struct struct = new Struct(schema);
    fields.forEach(field -> {
      String name = field.get(0).textValue();
      struct.put(name, decode(field.get(1), schema.field(name).schema()));
    });
    return struct;
  }

  static JsonNode encode(Object value) {
    if (value == null) return NODES.nullNode();
    if (value instanceof String text) return NODES.textNode(text);
    if (value instanceof Boolean bool) return NODES.booleanNode(bool);
    if (value instanceof Byte) return tagged("int8", value);
    if (value instanceof Short) return tagged("int16", value);
    if (value instanceof Integer) return tagged("int32", value);
    if (value instanceof Long) return tagged("int64", value);
    if (value instanceof BigInteger) return tagged("integer", value);
    // a double holds every float, and its text is read as the same
    if (value instanceof Float number) return tagged("float32", number.doubleValue());
    if (value instanceof Double) return tagged("float64", value);
    if (value instanceof byte[] bytes) return tagged("bytes", Base64.getEncoder().encodeToString(bytes));
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return tagged("bytes", Base64.getEncoder().encodeToString(bytes));
    }
    if (value instanceof BigDecimal decimal) return tagged("decimal", decimal.unscaledValue()).add(decimal.scale());
    if (value instanceof Date date) return tagged("date", date.getTime());
    if (value instanceof List<?> list) {
      ArrayNode items = NODES.arrayNode();
      list.forEach(item -> items.add(encode(item)));
      return NODES.arrayNode().add("array").add(items);
    }
    if (value instanceof Map<?, ?> map) return encodeMap(map);
    if (value instanceof Struct struct) return encodeStruct(struct);
    return tagged(value.getClass().getName(), value);
  }

  private static ArrayNode tagged(String tag, Object content) {
    return NODES.arrayNode().add(tag).add(content.toString());
  }

  private static ArrayNode encodeMap(Map<?, ?> map) {
    ArrayNode entries = NODES.arrayNode();
    map.forEach((key, value) -> entries.addArray().add(encode(key)).add(encode(value)));
    return NODES.arrayNode().add("map").add(entries);
  }

  private static ArrayNode encodeStruct(Struct struct) {
    ArrayNode fields = NODES.arrayNode();
    // without defaults, which get() would put in
    struct.schema().fields().forEach(field ->
        fields.addArray().add(field.name()).add(encode(struct.getWithoutDefault(field.name()))));
    return NODES.arrayNode().add("struct").add(fields);
  }
}
