import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;

/** Records and schemas as JSON. */
class Records {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** A record, a `SchemaAndValue` to write, or bytes to read. */
  static Object input(JsonNode asked) throws IOException {
    if (asked.has("record")) return record(asked.get("record"), asked.get("source").asBoolean());
    if (asked.has("datum")) return datum(asked.get("datum"));
    return asked.get("bytes").isNull() ? null : asked.get("bytes").binaryValue();
  }

  private static ConnectRecord<?> record(JsonNode node, boolean source) {
    SchemaAndValue key = datum(node.get("key"));
    SchemaAndValue value = datum(node.get("value"));
    ConnectHeaders headers = new ConnectHeaders();
    for (JsonNode header : node.get("headers")) headers.add(header.get("key").textValue(), datum(header));
    String topic = node.get("topic").textValue();
    Integer partition = node.get("partition").isNull() ? null : node.get("partition").intValue();
    Long timestamp = node.get("timestamp").isNull() ? null : node.get("timestamp").longValue();
    return source
        ? new SourceRecord(Map.of(), Map.of(), topic, partition, key.schema(), key.value(), value.schema(),
            value.value(), timestamp, headers)
        : new SinkRecord(topic, partition, key.schema(), key.value(), value.schema(), value.value(),
            node.get("offset").longValue(), timestamp, TimestampType.CREATE_TIME, headers);
  }

  static ObjectNode encode(ConnectRecord<?> record) {
    ObjectNode node = NODES.objectNode();
    node.put("topic", record.topic()).put("partition", record.kafkaPartition()).put("timestamp", record.timestamp());
    node.set("key", encodeDatum(record.keySchema(), record.key()));
    node.set("value", encodeDatum(record.valueSchema(), record.value()));
    ArrayNode headers = node.putArray("headers");
    for (Header header : record.headers()) {
      headers.add(encodeDatum(header.schema(), header.value()).put("key", header.key()));
    }
    return node;
  }

  static SchemaAndValue datum(JsonNode node) {
    Schema schema = node.get("schema").isNull() ? null : schema(node.get("schema"));
    return new SchemaAndValue(schema, Values.decode(node.get("value"), schema));
  }

  static ObjectNode encodeDatum(Schema schema, Object value) {
    ObjectNode node = NODES.objectNode();
    node.set("schema", encodeSchema(schema));
    node.set("value", Values.encode(value));
    return node;
  }

  private static Schema schema(JsonNode node) {
    SchemaBuilder builder = switch (node.get("type").textValue()) {
      case "array" -> SchemaBuilder.array(schema(node.get("items")));
      case "map" -> SchemaBuilder.map(schema(node.get("keys")), schema(node.get("values")));
      case "struct" -> {
        SchemaBuilder struct = SchemaBuilder.struct();
        node.get("fields").forEach(field -> struct.field(field.get("name").textValue(), schema(field.get("schema"))));
        yield struct;
      }
      default -> SchemaBuilder.type(Schema.Type.valueOf(node.get("type").textValue().toUpperCase()));
    };
    if (node.path("optional").asBoolean()) builder.optional();
    if (node.has("name")) builder.name(node.get("name").textValue());
    if (node.has("version")) builder.version(node.get("version").intValue());
    if (node.has("doc")) builder.doc(node.get("doc").textValue());
    if (node.has("parameters")) {
      node.get("parameters").properties().forEach(entry -> builder.parameter(entry.getKey(), entry.getValue().textValue()));
    }
    if (node.has("default")) builder.defaultValue(Values.decode(node.get("default"), builder));
    return builder.build();
  }

  private static JsonNode encodeSchema(Schema schema) {
    // of the items of an array without any
    if (schema == null) return NODES.nullNode();
    ObjectNode node = NODES.objectNode().put("type", schema.type().getName());
    switch (schema.type()) {
      case ARRAY -> node.set("items", encodeSchema(schema.valueSchema()));
      case MAP -> {
        node.set("keys", encodeSchema(schema.keySchema()));
        node.set("values", encodeSchema(schema.valueSchema()));
      }
      case STRUCT -> {
        ArrayNode fields = node.putArray("fields");
        schema.fields().forEach(field ->
            fields.addObject().put("name", field.name()).set("schema", encodeSchema(field.schema())));
      }
      default -> { }
    }
    if (schema.isOptional()) node.put("optional", true);
    if (schema.name() != null) node.put("name", schema.name());
    if (schema.version() != null) node.put("version", schema.version());
    if (schema.doc() != null) node.put("doc", schema.doc());
    if (schema.parameters() != null) schema.parameters().forEach(node.putObject("parameters")::put);
    if (schema.defaultValue() != null) node.set("default", Values.encode(schema.defaultValue()));
    return node;
  }
}
