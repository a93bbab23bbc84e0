import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;

/** Transformations, predicates and converters, opened by their configurations. */
class Plugins {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Takes what `Records.input` made of the case. */
  interface Opened {
    ObjectNode run(Object input) throws Exception;
  }

  @SuppressWarnings("rawtypes")
  private record Step(Transformation transformation, Predicate predicate, boolean negate) {
    @SuppressWarnings("unchecked")
    ConnectRecord<?> apply(ConnectRecord<?> record) {
      boolean applies = predicate == null || negate != predicate.test(record);
      return applies ? transformation.apply(record) : record;
    }
  }

  static Opened open(JsonNode asked) throws Exception {
    return switch (asked.get("kind").textValue()) {
      case "transform" -> chain(asked.get("steps"));
      case "predicate" -> predicate(asked);
      case "write" -> asked.get("header").asBoolean() ? headerWriter(asked) : writer(asked);
      case "read" -> asked.get("header").asBoolean() ? headerReader(asked) : reader(asked);
      default -> throw new IllegalStateException("No such kind: " + asked.get("kind"));
    };
  }

  private static Map<String, String> config(JsonNode node) {
    Map<String, String> config = new LinkedHashMap<>();
    node.get("config").properties().forEach(entry -> config.put(entry.getKey(), entry.getValue().textValue()));
    return config;
  }

  @SuppressWarnings("unchecked")
  private static <T> T instance(JsonNode node) throws Exception {
    return (T) Class.forName(node.get("class").textValue()).getDeclaredConstructor().newInstance();
  }

  private static Predicate<?> openPredicate(JsonNode node) throws Exception {
    Predicate<?> predicate = instance(node);
    predicate.configure(config(node));
    return predicate;
  }

  private static Step openStep(JsonNode node) throws Exception {
    Transformation<?> transformation = instance(node);
    transformation.configure(config(node));
    Predicate<?> predicate = node.has("predicate") ? openPredicate(node.get("predicate")) : null;
    return new Step(transformation, predicate, node.path("negate").asBoolean());
  }

  private static Opened chain(JsonNode nodes) throws Exception {
    List<Step> steps = new ArrayList<>();
    for (JsonNode node : nodes) steps.add(openStep(node));
    return input -> {
      ConnectRecord<?> record = (ConnectRecord<?>) input;
      for (Step step : steps) {
        record = step.apply(record);
        if (record == null) return NODES.objectNode().put("dropped", true);
      }
      return NODES.objectNode().set("record", Records.encode(record));
    };
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Opened predicate(JsonNode asked) throws Exception {
    Predicate predicate = openPredicate(asked);
    return input -> NODES.objectNode().put("result", predicate.test((ConnectRecord) input));
  }

  private static Converter openConverter(JsonNode asked) throws Exception {
    Converter converter = instance(asked);
    converter.configure(config(asked), asked.get("isKey").asBoolean());
    return converter;
  }

  private static HeaderConverter openHeaderConverter(JsonNode asked) throws Exception {
    HeaderConverter converter = instance(asked);
    Map<String, String> config = config(asked);
    config.put("converter.type", "header");
    converter.configure(config);
    return converter;
  }

  private static Opened writer(JsonNode asked) throws Exception {
    Converter converter = openConverter(asked);
    return input -> {
      SchemaAndValue datum = (SchemaAndValue) input;
      return written(converter.fromConnectData("topic", datum.schema(), datum.value()));
    };
  }

  private static Opened headerWriter(JsonNode asked) throws Exception {
    HeaderConverter converter = openHeaderConverter(asked);
    return input -> {
      SchemaAndValue datum = (SchemaAndValue) input;
      return written(converter.fromConnectHeader("topic", "key", datum.schema(), datum.value()));
    };
  }

  private static Opened reader(JsonNode asked) throws Exception {
    Converter converter = openConverter(asked);
    return input -> read(converter.toConnectData("topic", (byte[]) input));
  }

  private static Opened headerReader(JsonNode asked) throws Exception {
    HeaderConverter converter = openHeaderConverter(asked);
    return input -> read(converter.toConnectHeader("topic", "key", (byte[]) input));
  }

  private static ObjectNode written(byte[] bytes) {
    return NODES.objectNode().put("bytes", bytes == null ? null : Base64.getEncoder().encodeToString(bytes));
  }

  private static ObjectNode read(SchemaAndValue datum) {
    SchemaAndValue present = datum == null ? SchemaAndValue.NULL : datum;
    return NODES.objectNode().set("datum", Records.encodeDatum(present.schema(), present.value()));
  }
}
