-- SPDX-License-Identifier: BSD-3-Clause
-- Wireshark and tshark (4.0 or later): the events of sockfit's simulator, which
-- are frames of its captures: who opened, closed or was refused which socket.
--
--   tshark -X lua_script:tools/wireshark/sockfit.lua -r X.pcap \
--     -Y 'sockfit.errno == "ENFILE"'
--
-- For good: copy it into Wireshark's folder for personal Lua plugins (Help,
-- About, Folders). The format is described in docs/wireshark.md; the list of
-- fields is that of sim/trace/event_fields.def.

local sockfit = Proto("sockfit", "sockfit event")
local ETHERTYPE, MAGIC, VERSION = 0x88b5, "SFit", 1

---- fields -------------------------------------------------------------------

-- { number, name, type, words }
local list = {
  { 1, "event", "text", "Event" },
  { 2, "owner", "text", "Owner" },
  { 3, "call", "text", "Call" },
  { 4, "slot", "u16", "Slot" },
  { 5, "fd", "i32", "Descriptor" },
  { 6, "errno", "text", "Errno" },
  { 7, "errno_number", "i32", "Errno number on the device" },
  { 8, "pool", "text", "Pool" },
  { 9, "pool_used", "i64", "Pool in use" },
  { 10, "pool_limit", "i64", "Pool limit" },
  { 11, "sockets_used", "u32", "Sockets in use" },
  { 12, "sockets_limit", "u32", "Socket limit" },
  { 13, "owner_sockets", "u32", "Sockets of the owner" },
  { 14, "protocol", "text", "Protocol" },
  { 15, "tcp_state", "text", "TCP state" },
  { 16, "local", "address", "Local address" },
  { 17, "local_port", "u16", "Local port" },
  { 18, "remote", "address", "Remote address" },
  { 19, "remote_port", "u16", "Remote port" },
  { 20, "state", "text", "Consumer is" },
  { 21, "nth", "u32", "Which call of that name by the owner" },
  { 22, "nth_of_device", "u32", "Which call of that name on the device" },
  { 23, "injected", "u8", "Refused by order of a fault" },
  { 24, "text", "text", "Text" },
}

local sizes = { u8 = 1, u16 = 2, u32 = 4, i32 = 4, i64 = 8 }
local makers = {
  text = ProtoField.string,
  u8 = ProtoField.uint8,
  u16 = ProtoField.uint16,
  u32 = ProtoField.uint32,
  i32 = ProtoField.int32,
  i64 = ProtoField.int64,
  address = ProtoField.ipv4,
}

local fields = {
  version = ProtoField.uint8("sockfit.version", "Version"),
  stream = ProtoField.uint32("sockfit.tcp_stream", "TCP stream"),
}
local known = {} -- by number
for _, entry in ipairs(list) do
  local number, name, type, words = entry[1], entry[2], entry[3], entry[4]
  local field = makers[type]("sockfit." .. name, words)
  fields[name] = field
  known[number] = { name = name, type = type, field = field }
  if type == "address" then
    local v6 = ProtoField.ipv6("sockfit." .. name .. "_ipv6", words)
    fields[name .. "_ipv6"] = v6
    known[number].v6 = v6
  end
end
sockfit.fields = fields

local experts = {
  refused = ProtoExpert.new("sockfit.expert.refused", "A limit refused it",
    expert.group.RESPONSE_CODE, expert.severity.WARN),
  failed = ProtoExpert.new("sockfit.expert.failed", "A call failed",
    expert.group.RESPONSE_CODE, expert.severity.NOTE),
  ended = ProtoExpert.new("sockfit.expert.host_failed",
    "The device's stack ended", expert.group.RESPONSE_CODE,
    expert.severity.ERROR),
  length = ProtoExpert.new("sockfit.expert.length",
    "A length that cannot be", expert.group.MALFORMED, expert.severity.ERROR),
  version = ProtoExpert.new("sockfit.expert.version",
    "A later version: this dissector is too old", expert.group.UNDECODED,
    expert.severity.WARN),
}
sockfit.experts = {
  experts.refused, experts.failed, experts.ended, experts.length,
  experts.version,
}

---- which TCP stream ---------------------------------------------------------

local tcp_stream = Field.new("tcp.stream")
local source_port, target_port = Field.new("tcp.srcport"), Field.new("tcp.dstport")
local streams = {}   -- last stream of two ends, as far as frames were seen
local stream_of = {} -- of an event, by frame number

function sockfit.init()
  streams, stream_of = {}, {}
end

-- Newer versions of Lua write a number that is no integer as 80.0.
local function ends(address, port, other, other_port)
  return string.format("%s %d %s %d", address, port, other, other_port)
end

-- Every TCP segment says which stream its ends have from here on.
local watcher = Proto("sockfit_streams", "sockfit's list of TCP streams")
function watcher.dissector(_, pinfo)
  local stream = tcp_stream()
  if stream == nil or pinfo.visited then return end
  local from, to = tostring(pinfo.net_src), tostring(pinfo.net_dst)
  local sport, dport = source_port().value, target_port().value
  streams[ends(from, sport, to, dport)] = stream.value
  streams[ends(to, dport, from, sport)] = stream.value
end
register_postdissector(watcher)

local function add_stream(tree, pinfo, it)
  if it["local"] ~= nil and it.remote ~= nil and not pinfo.visited then
    stream_of[pinfo.number] = streams[ends(it["local"], it.local_port or 0,
      it.remote, it.remote_port or 0)]
  end
  local stream = stream_of[pinfo.number]
  if stream ~= nil then tree:add(fields.stream, stream):set_generated() end
end

---- what the columns say -----------------------------------------------------

local function slots(it)
  if it.sockets_used == nil then return "" end
  if it.sockets_limit == nil then return ", " .. it.sockets_used .. " PCBs" end
  return ", " .. it.sockets_used .. " of " .. it.sockets_limit .. " slots"
end

local function slot(it)
  if it.slot == nil then return "" end
  return (it.sockets_limit == nil and " PCB " or " slot ") .. it.slot
end

local function pool(it)
  if it.pool == nil or it.pool == "NUM_SOCKETS" then return slots(it) end
  return ", " .. it.pool .. (it.pool_used == nil and "" or " " ..
    it.pool_used .. (it.pool_limit and " of " .. it.pool_limit or ""))
end

local function remote(it, word)
  if it.remote == nil then return "" end
  return ", " .. word .. " " .. it.remote .. " port " .. (it.remote_port or 0)
end

local function call(it)
  return it.call == nil and "" or " " .. it.call .. "()"
end

local function text(it)
  return it.text == nil and "" or " " .. it.text
end

-- By event, what follows "OWNER:".
local words = {
  opened = function(it) return call(it) .. " opened" .. slot(it) .. slots(it) end,
  accepted = function(it)
    return call(it) .. " opened" .. slot(it) .. remote(it, "from") .. slots(it)
  end,
  closed = function(it)
    return " closed" .. slot(it) .. remote(it, "with") .. slots(it)
  end,
  listens = function(it)
    return slot(it) .. " listens" ..
      (it.local_port and " on port " .. it.local_port or "")
  end,
  refused = function(it)
    return call(it) .. " refused " .. (it.errno or "") .. pool(it) ..
      (it.injected and ", by order of a fault" or "")
  end,
  failed = function(it) return call(it) .. " failed " .. (it.errno or "") end,
  pool_refused = function(it) return " an allocation was refused" .. pool(it) end,
  reclaimed = function(it)
    return " gave up a PCB in " .. (it.tcp_state or "an unknown state")
  end,
  state = function(it) return " is " .. (it.state or "?") end,
  fault = function(it) return " fault" .. text(it) end,
  log = function(it) return " logs" .. text(it) end,
  host_failed = function(it) return " the stack ended:" .. text(it) end,
  crashed = function(it) return " the device crashed:" .. text(it) end,
}

local function summary(it)
  local tell = words[it.event]
  return (it.owner or "?") .. ":" ..
    (tell and tell(it) or " " .. (it.event or "an event of no kind"))
end

local function add_experts(tree, it)
  if it.event == "refused" or it.event == "pool_refused" then
    tree:add_proto_expert_info(experts.refused, summary(it))
  elseif it.event == "failed" then
    tree:add_proto_expert_info(experts.failed, summary(it))
  elseif it.event == "host_failed" or it.event == "crashed" then
    tree:add_proto_expert_info(experts.ended, summary(it))
  end
end

---- the frame ----------------------------------------------------------------

-- Adds one field and returns its value, nil where the length is wrong.
local function add_field(tree, what, value)
  local size = sizes[what.type]
  if what.type == "text" then
    tree:add(what.field, value)
    return value:string(ENC_UTF_8)
  elseif what.type == "address" and value:len() == 4 then
    tree:add(what.field, value)
    return tostring(value:ipv4())
  elseif what.type == "address" and value:len() == 16 then
    tree:add(what.v6, value)
    return tostring(value:ipv6())
  elseif size == nil or value:len() ~= size then
    return nil
  end
  tree:add(what.field, value)
  if size == 8 then return tostring(value:int64()) end
  return math.floor(what.type == "i32" and value:int() or value:uint())
end

-- An empty text has no octets to point at.
local function add_empty(tree, what)
  if what.type ~= "text" then return nil end
  tree:add(what.field, "")
  return ""
end

-- Fields that are not known are of a later sockfit: they are passed over.
local function add_fields(tree, tvb, it)
  local at = 0
  while at + 3 <= tvb:len() do
    local what = known[tvb(at, 1):uint()]
    local len = tvb(at + 1, 2):uint()
    if at + 3 + len > tvb:len() then break end
    if what ~= nil then
      local value
      if len > 0 then
        value = add_field(tree, what, tvb(at + 3, len))
      else
        value = add_empty(tree, what)
      end
      if value == nil then return false end
      it[what.name] = value
    end
    at = at + 3 + len
  end
  return at == tvb:len()
end

function sockfit.dissector(tvb, pinfo, root)
  if tvb:len() < 8 or tvb(0, 4):string() ~= MAGIC then return 0 end
  local tree = root:add(sockfit, tvb())
  local version, len = tvb(4, 1):uint(), tvb(6, 2):uint()
  pinfo.cols.protocol = "sockfit"
  tree:add(fields.version, tvb(4, 1))
  if version > VERSION then
    pinfo.cols.info = "an event of version " .. version
    tree:add_proto_expert_info(experts.version)
    return tvb:len()
  end
  local it = {}
  local room = math.min(len, tvb:len() - 8)
  local whole = room == len
  if room > 0 then
    whole = add_fields(tree, tvb(8, room):tvb(), it) and whole
  end
  if not whole then tree:add_proto_expert_info(experts.length) end
  add_stream(tree, pinfo, it)
  add_experts(tree, it)
  tree:append_text(", " .. summary(it))
  pinfo.cols.info = summary(it)
  return tvb:len()
end

DissectorTable.get("ethertype"):add(ETHERTYPE, sockfit)
