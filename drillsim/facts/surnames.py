"""Chinese surnames, and the words that must not be taken for a name: those that begin with one, and English ones."""

# Surnames that hardly begin a word, those that do, and those of two characters.
SURE = (
    "赵钱孙李周吴郑王冯陈褚蒋沈韩杨朱秦尤许何吕张孔曹魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌苗俞袁柳鲍史唐廉岑薛贺倪汤滕"
    "殷罗毕郝邬傅卞康伍余卜顾孟穆萧尹姚邵湛汪祁禹狄臧戴宋茅庞熊纪舒屈祝董梁杜阮蓝闵贾娄颜郭梅林刁钟徐邱骆夏蔡田樊胡凌霍虞"
    "柯昝卢莫裘缪丁邓郁洪诸崔龚程嵇邢裴陆荣翁荀惠甄芮储靳段侯甘厉戎祖符刘景詹龙叶黎蓟卓蔺屠乔谭劳姬冉雍桑桂濮牛尚庄晏柴瞿"
    "阎茹廖耿寇欧聂晁敖冷辛阚饶曾鞠巢蒯荆游逯肖闫覃苟岳佟邸付仝冼揭邝隋阳尉戈匡佘麦帅亓商铁楚晋苑酆贲於羿汲邴糜巫隗宓郗栾"
    "钭郜邰鄂籍赖胥莘逄堵宰郦郤璩扈燕冀郏浦宦庾暨衡禄阙殳夔厍訾毋乜竺桓缑亢况牟佴墨谯笪鄢汝翟蒙闾蔚勾咸慕弘琴哈"
)
WORDY = (
    "卫严华金云费雷时皮齐元平黄毛米贝明计伏成谈江童盛高万支管房干解应宗宣单杭包左石吉车全班仲伊宫宁仇武束幸司白怀蒲池阴闻"
    "党申扶温连习艾容向古易慎步满文广沃利师巩简关查权盖安常乐于方马任项路强席季危苍农边通封井富水花凤代年钮滑焦仰那丰沙印"
    "双丛牧山谷初战修智展相矫冶原贡别尧麻曲红羊松乌弓蓬秋暴韶薄宿索寿充鱼居越隆融空养益言涂钦归海法福家国后巴仉督楼"
)
COMPOUND = (
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|长孙|宇文|轩辕|独孤|南宫|西门|百里"
    "|呼延|澹台|万俟|闻人|赫连|公羊|公冶|宗政|濮阳|淳于|太叔|申屠|仲孙|钟离|鲜于|闾丘|司空|亓官|司寇|颛孙"
    "|巫马|公西|漆雕|乐正|壤驷|公良|拓跋|夹谷|宰父|谷梁|段干|东郭|南门|羊舌|微生|梁丘|左丘"
)

_CHINESE = """
卫健 卫生 卫计 卫星 严格 严禁 严重 严肃 严密 严防 严厉 严守 华东 华北 华南 华中 金额 金融 金属 云梯 费用 雷电 雷雨
雷暴 雷击 时间 时刻 时限 时常 时段 时期 时候 皮肤 齐全 齐备 元旦 平时 平安 平台 平息 平均 平稳 平房 平面 平战 黄色
黄金 毛巾 毛毯 毛重 米饭 贝类 明确 明显 明火 明年 明令 计划 计算 计时 计入 计生 计量 伏旱 成立 成员 成功 成果 成效
成本 成熟 成人 成为 成品 成套 成片 谈话 谈判 江河 江边 江水 江面 童车 盛夏 高度 高层 高处 高温 高压 高危 高速 高发
高中 高校 高等 高铁 高空 高于 高峰 高位 高地 高新 高效 高音 高原 万元 万人 万一 万吨 万户 支援 支持 支部 支队 支出
支付 支流 支撑 支书 管理 管控 管线 管道 管网 管辖 管护 管委 房屋 房间 房产 房管 房东 干部 干警 干线 干旱 干道 干群
干净 解决 解释 解除 解散 解答 解放 解救 应急 应当 应对 应由 应于 应在 应立 应及 应该 应按 应用 应答 宗教 宣传 宣布
宣读 宣教 宣讲 单位 单元 单独 单项 单向 单一 单车 单人 单次 包括 包含 包保 包干 包村 包片 包扎 包装 包围 包抄 左右
左侧 左岸 左边 石油 石料 石化 石块 吉普 车辆 车队 车间 车站 车主 车次 车上 车速 车型 车牌 车载 车道 全体 全部 全面
全程 全力 全镇 全县 全市 全区 全乡 全校 全村 全院 全厂 全员 全年 全天 全省 全国 全局 全称 全权 全职 全科 班级 班组
班长 班子 班主 班次 班车 班前 班后 宫殿 宁可 宁静 武装 武警 武器 武力 束缚 幸存 司机 司法 司乘 司炉 司仪 白天 白班
白色 白昼 怀疑 池塘 阴雨 阴天 闻讯 闻警 党委 党政 党员 党建 党办 党支 党组 党校 党总 党群 党工 申请 申报 申诉 扶贫
扶助 扶持 温度 温馨 温室 连续 连接 连夜 连锁 连队 连同 连线 连片 习惯 艾滋 容器 容量 容易 向上 向下 向前 向外 向内
向导 向社 古树 古建 易燃 易爆 易发 易于 慎重 步行 步骤 步道 满足 满员 满意 文件 文明 文化 文体 文旅 文物 文书 文字
文教 文联 文广 广播 广场 广大 广泛 广电 利用 利于 师生 师傅 师资 师部 简报 简要 简易 简单 关闭 关于 关键 关注 关系
关心 关口 关停 关押 关爱 查看 查明 查找 查验 查清 查处 查询 查封 查岗 查实 权限 权利 权威 权力 盖板 安全 安排 安抚
安置 安装 安保 安监 安环 安办 安委 安质 安稳 安静 安检 安防 安技 安定 安息 安葬 常务 常规 常委 常态 常见 常用 常年
常备 常设 常住 常驻 常任 乐观 于是 于当 于次 于每 于今 方案 方法 方式 方向 方面 方便 方可 方位 方能 方队 方阵 马上
马路 马达 任何 任务 任命 任职 任组 任总 任副 任主 任第 任指 任常 任成 任队 任意 任执 任期 任教 任课 项目 路线 路面
路口 路段 路况 路政 路边 路程 路灯 路障 路由 强制 强化 强调 强降 强烈 强风 强行 强度 强震 席位 季节 季度 危险 危害
危及 危房 危化 危重 危机 危急 农业 农村 农民 农机 农办 农电 农林 农商 农户 农药 农委 农行 农田 农技 农水 农发 农场
农产 边界 边境 边缘 边防 通知 通信 通讯 通报 通过 通道 通风 通行 通告 通畅 通宵 通往 通电 通航 通联 通水 通气 通车
封闭 封锁 封控 封存 井下 井口 富余 水利 水务 水库 水文 水上 水位 水电 水泵 水源 水灾 水域 水情 水面 水闸 水厂 水质
水管 水产 花园 代表 代理 代为 代班 代办 代替 代课 年度 年龄 年底 年初 年级 年终 年内 年老 年以 年轻 滑坡 焦化 能够
能源 能力 能及 那么 由此 由于 丰水 沙袋 沙石 印发 印制 景区 景点 双方 双向 双休 双重 山洪 山体 山区 山林 山塘 谷物
初期 初步 初报 初一 初二 初三 初中 战斗 战备 战士 修订 修改 修复 修理 修建 智能 智慧 展开 展览 展馆 相关 相应 相互
相邻 原因 原则 原有 原地 原料 原始 别墅 曲线 段长 段内 祖国 尚未 景象 符合 柏油 许可 何时 何地 何种 何处 荣誉 商场
商户 商务 商业 商贸 商店 商铺 商会 铁路 铁道 铁塔 游客 游泳 游园 游览 游船 储存 储备 储罐 储蓄 储运 纪委 纪检 纪律
纪要 纪念 孔洞 田间 林业 林场 林区 林草 林地 林木 苗圃 苗木 洪水 洪峰 洪涝 洪灾 程序 程度 程师 顾客 顾问 康复 尤其
史料 章程 汤锅 陆续 陆地 陆上 景观 龙头 梁柱 郎中 冷静 冷却 冷库 冷水 冷链 辛苦 牛奶 牛羊 祝福 欧盟 阳光 阳台 阳性
商量 叶片 夏季 夏天 夏令 杜绝 洪汛 余震 余下 余热 余额 余名 余人 何人 伍名 柴油 柴火 钱款 钱财 钱物 王府 周边 周围
周密 周期 周末 周一 周二 周三 周四 周五 周六 周日 周年 周转 周知 周报 周例 张贴 张榜 张挂 施工 施救 施行 施暴 施教
施肥 许多 许愿 贾商 胡同 胡乱 胡须 高坡 高坎 麻醉 曲折 段落 范围 范本 范例 蓝色 蓝天 蓝图 舒缓 卓越 惠民 惠农 劳动
劳务 劳资 劳保 劳模 劳力 桑拿 尚可 阳极 楚河 麦收 帅气 甘蔗 厉行 厉害 侯车 康养 尹始 路长 河长 湖长 林长 田长 街长
楼长 栋长 户长 排长 连长 营长 贺信 贺词 闵行 温水 温暖 晋级 晋升 隋唐 付款 付费 付出 付诸 苑区 童装 郁闷 沈降 国家
国土 国道 国资 国网 国有 国务 海事 海洋 海上 海水 海拔 海域 法律 法规 法制 法治 法院 法务 法人 法定 福利 家长 家庭
家属 家人 家委 家校 家里 鱼塘 鱼类 松树 秋季 秋天 秋收 索赔 索道 越级 越快 越过 空气 空调 空中 空间 空缺 养护 养老
养殖 居民 居委 居家 居住 言行 归口 归类 归档 归还 归家 充分 充电 充足 充值 融资 融雪 隆重 寿命 暴雨 暴雪 暴力 暴恐
宿舍 宿管 薄弱 薄板 巴士 红色 红旗 红绿 红外 红线 后勤 后续 后方 后备 后期 后果 后台 水泥 水手 水性 水压 水量 水流
水体 水井 水桶 水箱 水枪 水带 水罐 水车 督促 督查 督导 督办 督察 楼道 楼层 楼梯 楼栋 楼宇 楼管 涂料 羊圈 乌云 弓形
"""
_ENGLISH = """
keeper conservator curator chemist pharmacist harbourmaster dean bursar provost rector vicar verger consultant surgeon
a an the and of for to in on at by or with if all any each every no not none nil vacant tbc tbd tba yes blank open see
as when after before he she they it we you our their this that these those there once upon during until from contact
call ring ask inform tell notify account action admin administration administrator advisor adviser agency aid air
alarm alert ambulance annex appendix area assembly assistant authority back bank base bay board boiler branch bridge
brigade broadcast building bureau bus business campus canteen captain car care cell central centre center chair
chairman chairperson chairwoman chemical chief city civil clerk clinic clinical coach college command commander
commission committee communication communications community company compliance control controller coordination
coordinator council county court crew crisis customer daily data day defence department deputy desk director disaster
dispatcher district division doctor dome drainage driver duty east education electrical electricity emergency energy
engineer engineering environment environmental estate estates evacuation event executive external facilities facility
family farm field finance financial fire first fleet flood floor force forward foreman front gas gate general governor
governors grid ground group guard hall head headquarters headteacher health helpdesk high home hospital hotline house
housing hr human hygiene incident industrial industry information infection infirmary inspector intake internal
investigation janitor joint junior key keyholder laboratory lane lead leader leadership legal liaison library
lieutenant line local logistics lower maintenance major manager management marine market marshal master matron mayor
media medical member members metro middle ministry mobile monday tuesday wednesday thursday friday saturday sunday
january february march april may june july august september october november december morning municipal national
network night north northern note nurse nursery nursing office officer on-call operations operator outreach park
pharmacy phone plan planning plant point police policy port post power premises press principal prison private
procurement production professor project property protection provincial public pump quality radio rail railway
receptionist reception recovery red region regional register registrar relations rescue resilience resource resources
responder response rest river road room route safety sanitation school science search secondary secretary section
sector security senior sergeant service services sewage shelter shift site social south southern sports square staff
standby state station steward store stores street student students substation superintendent supervisor supply support
surgery switchboard systems task teacher team technical technician technology telephone terminal tower town traffic
training transport treasurer treatment trust union unit university upper utilities vehicle village visitor visitors
volunteer volunteers ward warden warehouse waste watch water welfare west western wing women works workshop yard zone
north-east crew-manager on-site off-site occupational principal's governors' children contractor contractors landlord
tenant occupier caretaker porter cook kitchen counsellor chaplain pastor priest spokesperson spokesman spokeswoman
reporter scribe recorder observer controller's level stage phase step category class type grade priority gold silver
bronze amber yellow green blue black white orange english chinese british european royal saint st mount lake old new
great grand king queen taxis electric plumbing glass glazing cleaning catering vets veterinary builders hire rentals
haulage motors garage hotel inn pub arms lodge cottage villa mill quay harbour wharf dock docks pier beach cliff
valley hill moor wood forest meadow common cross junction roundabout bypass avenue close crescent terrace gardens
grove walk way row mews view rise heights parade circus church chapel cathedral mosque temple abbey castle palace
museum theatre cinema stadium arena pavilion marquee tent chalet cabin dam weir sluice lock canal brook beck creek
pond reservoir spring well pipeline coastguard basin channel bend island isle cape coast shore sands marsh fen heath
down downs ridge peak edge crag gorge falls ford grange manor borough shire parish hamlet act order law regulations
annexe article schedule table figure chapter part number page version draft final edition report notice form list map
diagram log book folder file league institute academy foundation charity association society club guild federation
alliance partnership consortium holdings limited ltd plc inc llp engine appliance ladder bridgehead gold-silver
holding marshalling rendezvous muster refuge triage clearing loading helicopter landing inner outer cordon chemicals
plastics foods textiles steel metals paper timber oil petroleum pharmaceuticals shipping airways airport railways
buses coaches ferries couriers
"""

WORDS = frozenset(_CHINESE.split())  # that begin with a surname, and short names of offices that stand in lists beside names
CAPITAL = frozenset(_ENGLISH.split())  # English words that have a capital in plans and belong to no person
