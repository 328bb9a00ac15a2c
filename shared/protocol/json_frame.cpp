// SPDX-License-Identifier: MIT
#include "shared/protocol/json_frame.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>

#include <simdjson.h>

#include "shared/protocol/json_scan.h"
#include "shared/protocol/limits.h"
#include "shared/protocol/validate.h"
#include "shared/protocol/wire_names.h"

namespace baithak {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::array<std::string_view, kTopKeys> kTopNames{
    "_v",   "id", "head",   "meta",   "body", "msgId",  "chatType", "module",   "type",
    "from", "to", "chatId", "chatid", "text", "action", "state",    "ephemeral"};

// More members than any message may have; the exact limit is validateMessage's.
constexpr std::size_t kMembersRead = limits::kMetaEntries + 16;

// What parsing on this thread uses again and again. simdjson wants readable bytes behind the frame.
struct Scratch {
    ondemand::parser parser;
    std::vector<char> padded;
};

Scratch& scratch() {
    thread_local Scratch ofThisThread;
    return ofThisThread;
}

std::optional<TopKey> topKeyOf(std::string_view name) noexcept {
    const auto found = std::find(kTopNames.begin(), kTopNames.end(), name);
    if (found == kTopNames.end()) return std::nullopt;
    return static_cast<TopKey>(found - kTopNames.begin());
}

std::string_view withoutTrailingBlanks(std::string_view raw) noexcept {
    const auto last = raw.find_last_not_of(" \t\r\n");
    return raw.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

bool isAtEnd(ondemand::document& document) noexcept {
    const char* location = nullptr;
    return document.current_location().get(location) == simdjson::OUT_OF_BOUNDS;
}

Error notJson() { return {Errc::malformed, "the frame is not a JSON object"}; }

Error badValue(std::string_view name) { return {Errc::malformed, quotedForError(name) + " does not hold valid JSON"}; }

Error errorOf(simdjson::error_code code) {
    if (code == simdjson::UTF8_ERROR) return {Errc::malformed, "the frame is not UTF-8"};
    return notJson();
}

}  // namespace

// One pass over the frame; the slices it leaves behind point into the scratch.
class JsonFrameReader {
public:
    explicit JsonFrameReader(JsonFrame& frame) noexcept : frame_(frame) {}

    Result<> read(std::string_view bytes) {
        auto& padded = scratch().padded;
        if (padded.size() < bytes.size() + simdjson::SIMDJSON_PADDING) {
            padded.resize(bytes.size() + simdjson::SIMDJSON_PADDING);
        }
        std::memcpy(padded.data(), bytes.data(), bytes.size());
        std::memset(padded.data() + bytes.size(), ' ', simdjson::SIMDJSON_PADDING);

        ondemand::document document;
        const auto failure = scratch().parser.iterate(padded.data(), bytes.size(), padded.size()).get(document);
        if (failure != simdjson::SUCCESS) return errorOf(failure);
        ondemand::object object;
        if (document.get_object().get(object) != simdjson::SUCCESS) return notJson();
        if (auto read = topMembers(object); !read) return read;
        if (!isAtEnd(document)) return notJson();
        return {};
    }

private:
    Result<> topMembers(ondemand::object& object) {
        for (auto each : object) {
            ondemand::field field;
            if (std::move(each).get(field) != simdjson::SUCCESS) return notJson();
            JsonMember member;
            if (auto named = readName(field, member); !named) return named;
            const auto key = topKeyOf(member.name);
            if (key && !frame_.top(*key).raw.empty()) return twice(member.name);
            if (auto read = topMember(field.value(), member, key); !read) return read;
            if (key) frame_.top_[static_cast<std::size_t>(*key)] = member;
        }
        return {};
    }

    // Head and meta are opened; everything else stays a slice.
    static bool isOpened(std::optional<TopKey> key) noexcept { return key == TopKey::head || key == TopKey::meta; }

    // Content may say what it likes, escaped surrogates and NULs included: only its reader unescapes it.
    static bool isContent(std::optional<TopKey> key) noexcept {
        return !key || key == TopKey::body || key == TopKey::text;
    }

    Result<> topMember(ondemand::value value, JsonMember& member, std::optional<TopKey> key) {
        ondemand::json_type type{};
        if (value.type().get(type) != simdjson::SUCCESS) return badValue(member.name);
        if (isOpened(key) && type == ondemand::json_type::object) {
            ondemand::object object;
            if (value.get_object().get(object) != simdjson::SUCCESS) return badValue(member.name);
            member.raw = "{}";
            return members(object, key == TopKey::head ? frame_.head_ : frame_.meta_);
        }
        return readValue(value, type, member, isContent(key));
    }

    Result<> members(ondemand::object& object, std::vector<JsonMember>& into) {
        for (auto each : object) {
            ondemand::field field;
            if (std::move(each).get(field) != simdjson::SUCCESS) return notJson();
            JsonMember member;
            if (auto named = readName(field, member); !named) return named;
            ondemand::json_type type{};
            if (field.value().type().get(type) != simdjson::SUCCESS) return badValue(member.name);
            if (auto read = readValue(field.value(), type, member, false); !read) return read;
            const bool isRepeated = std::any_of(
                into.begin(), into.end(), [&member](const JsonMember& earlier) { return earlier.name == member.name; });
            if (isRepeated) return twice(member.name);
            if (into.size() == kMembersRead) return {Errc::tooLarge, "head or meta has too many entries"};
            into.push_back(member);
        }
        return {};
    }

    // Most names and strings have no escapes: then the bytes between the quotes are the text.
    static Result<> readName(ondemand::field& field, JsonMember& member) {
        const char* const start = field.key().raw();
        const char* end = start;
        while (*end != '"' && *end != '\\') ++end;
        if (*end == '"') {
            member.name = {start, static_cast<std::size_t>(end - start)};
            return {};
        }
        if (field.unescaped_key().get(member.name) != simdjson::SUCCESS) return notJson();
        return checkUnescaped(member.name, "a name");
    }

    static Result<> readValue(ondemand::value value, ondemand::json_type type, JsonMember& member, bool isContent) {
        if (auto sliced = readSlice(value, type, member); !sliced) return sliced;
        if (!isJson(member.raw)) return badValue(member.name);
        if (isContent || type != ondemand::json_type::string) return {};
        if (member.raw.find('\\') == std::string_view::npos) {
            member.text = member.raw.substr(1, member.raw.size() - 2);
            return {};
        }
        if (value.get_string().get(member.text) != simdjson::SUCCESS) return badValue(member.name);
        return checkUnescaped(member.text, quotedForError(member.name));
    }

    static Result<> readSlice(ondemand::value& value, ondemand::json_type type, JsonMember& member) {
        auto failure = simdjson::SUCCESS;
        if (type == ondemand::json_type::object) {
            ondemand::object object;
            failure = value.get_object().get(object);
            if (failure == simdjson::SUCCESS) failure = object.raw_json().get(member.raw);
        } else if (type == ondemand::json_type::array) {
            ondemand::array array;
            failure = value.get_array().get(array);
            if (failure == simdjson::SUCCESS) failure = array.raw_json().get(member.raw);
        } else {
            member.raw = value.raw_json_token();
            // simdjson would skip a value that nobody asked for together with what stands behind it, right or wrong.
            const char next = *(member.raw.data() + member.raw.size());
            if (next != ',' && next != '}') return notJson();
        }
        if (failure != simdjson::SUCCESS) return badValue(member.name);
        member.raw = withoutTrailingBlanks(member.raw);
        return {};
    }

    static Result<> checkUnescaped(std::string_view text, std::string_view what) {
        if (text.find('\0') != std::string_view::npos) return {Errc::malformed, std::string(what) + " holds a NUL"};
        if (!isUtf8(text)) return {Errc::malformed, std::string(what) + " is not UTF-8"};
        return {};
    }

    static Error twice(std::string_view name) {
        return {Errc::malformed, quotedForError(name) + " stands there twice"};
    }

    JsonFrame& frame_;
};

Result<> JsonFrame::parse(std::string_view frame) {
    top_ = {};
    head_.clear();
    meta_.clear();
    if (frame.size() > limits::kFrameBytes) return {Errc::tooLarge, "the frame is larger than 512 KiB"};
    return JsonFrameReader(*this).read(frame);
}

}  // namespace baithak
