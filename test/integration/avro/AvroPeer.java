import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.apicurio.registry.serde.avro.NonRecordContainer;
import io.apicurio.registry.utils.converter.avro.AvroData;
import io.apicurio.registry.utils.converter.avro.AvroDataConfig;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.SchemaAndValue;

/** The mapping of Confluent's converter, as it was taken over by Apicurio: a case a line on stdin, its answer on stdout. */
class AvroPeer {
  private static final int STACK_BYTES = 64 << 20;
  private static final ObjectMapper JSON =
      new JsonMapper(JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build());
  private static final Map<String, AvroData> OPEN = new HashMap<>();

  public static void main(String[] args) {
    PrintStream answers = System.out;
    System.setOut(System.err);
    new Thread(null, () -> serve(answers), "cases", STACK_BYTES).start();
  }

  private static void serve(PrintStream answers) {
    try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line; (line = lines.readLine()) != null; ) {
        answers.println(JSON.writeValueAsString(answer(JSON.readTree(line))));
        answers.flush();
      }
    } catch (IOException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static AvroData open(JsonNode config) {
    return OPEN.computeIfAbsent(config.toString(), text -> {
      Map<String, Object> given = new HashMap<>(Map.of("schemas.cache.config", 1));
      config.properties().forEach(entry -> given.put(entry.getKey(), entry.getValue().textValue()));
      return new AvroData(new AvroDataConfig(given));
    });
  }

  /** `failed`: "case" when there is no such value, "write", or "read". */
  private static ObjectNode answer(JsonNode asked) {
    ObjectNode answer = JSON.createObjectNode();
    String stage = "case";
    try {
      AvroData data = open(asked.get("config"));
      if (asked.has("datum")) {
        SchemaAndValue datum = Records.datum(asked.get("datum"));
        stage = "write";
        Schema schema = data.fromConnectSchema(datum.schema());
        byte[] bytes = encode(schema, data.fromConnectData(datum.schema(), datum.value()));
        answer.put("schema", schema.toString()).put("bytes", bytes);
        stage = "read";
        if (bytes != null) answer.set("datum", read(data, schema, bytes));
      } else {
        stage = "read";
        answer.set("datum", read(data, new Schema.Parser().parse(asked.get("schema").textValue()),
            asked.get("bytes").binaryValue()));
      }
      return answer;
    } catch (Throwable e) {
      return answer.put("failed", stage).put("message", e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  private static byte[] encode(Schema schema, Object value) throws IOException {
    Object datum = value instanceof NonRecordContainer container ? container.getValue() : value;
    if (datum == null) return null;
    // as the serializer does
    if (schema.getType() == Schema.Type.BYTES) return ((ByteBuffer) datum).array();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<>(schema).write(datum, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static JsonNode read(AvroData data, Schema schema, byte[] bytes) throws IOException {
    Object value = schema.getType() == Schema.Type.BYTES
        ? ByteBuffer.wrap(bytes)
        : new GenericDatumReader<>(schema).read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    SchemaAndValue datum = data.toConnectData(schema, value, 1);
    return datum == null ? null : Records.encodeDatum(datum.schema(), datum.value());
  }
}
